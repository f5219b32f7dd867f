package dev.nonstick.servlet;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;

/**
 * Tells the response before characters leave. Counts their bytes as UTF-8 has them, which is never
 * less than in the encodings of one byte; others count four bytes a character.
 */
final class CommitWriter extends Writer {

    private final PrintWriter target;
    private final OffloadResponse response;
    private final boolean wide;

    CommitWriter(PrintWriter target, OffloadResponse response) {
        this.target = target;
        this.response = response;
        String encoding = response.getCharacterEncoding().toUpperCase(Locale.ROOT);
        this.wide = !encoding.matches("UTF-8|US-ASCII|ISO-8859-.*|WINDOWS-125.");
    }

    @Override
    public void write(int c) throws IOException {
        if (response.aboutToWrite(bytes((char) c))) {
            target.write(c);
        }
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
        long bytes = 0;
        for (int i = offset; i < offset + length; i++) {
            bytes += bytes(chars[i]);
        }
        if (response.aboutToWrite(bytes)) {
            target.write(chars, offset, length);
        }
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        long bytes = 0;
        for (int i = offset; i < offset + length; i++) {
            bytes += bytes(text.charAt(i));
        }
        if (response.aboutToWrite(bytes)) {
            target.write(text, offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        if (response.aboutToFlush()) {
            target.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (response.aboutToFlush()) {
            target.close();
        }
    }

    void endLine() throws IOException {
        if (response.aboutToWrite(2L * bytes('\n'))) {
            target.println();
        }
    }

    private int bytes(char c) {
        return wide ? 4 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
}
