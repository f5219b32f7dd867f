package dev.nonstick.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** Tells the response before bytes leave. As thread-safe as the container's stream. */
final class CommitOutputStream extends ServletOutputStream {

    private final ServletOutputStream target;
    private final OffloadResponse response;

    CommitOutputStream(ServletOutputStream target, OffloadResponse response) {
        this.target = target;
        this.response = response;
    }

    @Override
    public void write(int b) throws IOException {
        if (response.aboutToWrite(1)) {
            target.write(b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (response.aboutToWrite(length)) {
            target.write(bytes, offset, length);
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

    @Override
    public boolean isReady() {
        return target.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        response.writesAreNonBlocking();
        target.setWriteListener(listener);
    }
}
