import com.sun.source.util.JavacTask;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Reads the list of files given as argument; prints what the compiler's parser or type checker does not accept. */
final class Check {
  public static void main(String[] arguments) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
    int bad = 0;
    for (String name : Files.readAllLines(Path.of(arguments[0]))) {
      String text = Files.readString(Path.of(name));
      JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///Pair.java"), JavaFileObject.Kind.SOURCE) {
        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
          return text;
        }
      };
      DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
      JavacTask task = (JavacTask) compiler.getTask(null, files, found, List.of("-proc:none"), null, List.of(source));
      task.parse();
      task.analyze();
      if (found.getDiagnostics().stream().anyMatch(one -> one.getKind() == javax.tools.Diagnostic.Kind.ERROR)) {
        bad++;
        System.out.println(name + ": " + found.getDiagnostics());
      }
    }
    System.exit(bad == 0 ? 0 : 1);
  }
}
