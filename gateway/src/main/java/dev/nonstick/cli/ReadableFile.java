package dev.nonstick.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A file that is there and can be read; anything else is wrong usage. */
final class ReadableFile implements ITypeConverter<Path> {

    @Override
    public Path convert(String value) {
        try {
            Path file = Path.of(value);
            if (!Files.exists(file)) {
                throw new TypeConversionException(value + ": no such file");
            }
            // A pipe, as in -c <(command), is fine.
            if (Files.isDirectory(file)) {
                throw new TypeConversionException(value + ": a directory, not a file");
            }
            if (!Files.isReadable(file)) {
                throw new TypeConversionException(value + ": no permission to read it");
            }
            return file;
        } catch (InvalidPathException _) {
            throw new TypeConversionException("not the name of a file");
        }
    }
}
