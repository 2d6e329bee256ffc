<?php
// Reads the list of files given as argument; prints what the parser of PHP does not accept.
$bad = 0;
foreach (file($argv[1], FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES) as $file) {
    try {
        token_get_all(file_get_contents($file), TOKEN_PARSE);
    } catch (ParseError $error) {
        $bad++;
        echo $file, ':', $error->getLine(), ': ', $error->getMessage(), "\n";
    }
}
exit($bad === 0 ? 0 : 1);
