package dev.nonstick.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * Sets the exchange's fields before the container can commit the response: before a flush, a write
 * that exceeds the buffer or ends the announced content, an error or redirect, and the end.
 *
 * <p>{@code sendError} and {@code sendRedirect} reach the container at the end only: it would take
 * no field after them, and applications do change their session after a redirect. What is written
 * in between is discarded, as containers do.
 */
final class OffloadResponse extends HttpServletResponseWrapper {

    /** An error or redirect that was asked for. */
    private interface Ending {
        void run() throws IOException;
    }

    /** What came in. Containers put wrappers of their own below this one for an include. */
    private final HttpServletResponse container;

    private final Exchange exchange;
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;
    private long written;
    private long contentLength = -1;
    private boolean nonBlocking;
    private volatile @Nullable Ending ending;
    private volatile int endingStatus;

    OffloadResponse(HttpServletResponse container, Exchange exchange) {
        super(container);
        this.container = container;
        this.exchange = exchange;
    }

    /** Nothing more comes: sets the fields and does what was put off. */
    void finish() throws IOException {
        if (container.isCommitted()) {
            exchange.reportLateChanges();
            return;
        }
        exchange.apply(container);
        Ending last = ending;
        if (last != null && !container.isCommitted()) {
            ending = null;
            last.run();
        }
    }

    /** Sets the fields; what follows may commit. */
    void beforeCommit() throws IOException {
        exchange.apply(container);
    }

    /**
     * To be called before bytes are written.
     *
     * @return false if they must be discarded
     */
    boolean aboutToWrite(long bytes) throws IOException {
        if (ending != null) {
            return false;
        }
        written += bytes;
        if (container.isCommitted()) {
            return true;
        }
        int buffer = getBufferSize();
        if (written > buffer) {
            // the container would commit now or soon: at a known place instead
            beforeCommit();
            if (!nonBlocking) {
                super.flushBuffer();
            }
        } else if (bytes >= buffer / 4 || (contentLength >= 0 && written >= contentLength)) {
            beforeCommit(); // some containers do not aggregate large writes
        }
        return true;
    }

    /** From now on a flush would make the container refuse the write that follows. */
    void writesAreNonBlocking() {
        nonBlocking = true;
    }

    /** False if an error or redirect was asked for: then nothing may be flushed or closed. */
    boolean aboutToFlush() throws IOException {
        if (ending != null) {
            return false;
        }
        beforeCommit();
        return true;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) {
            stream = new CommitOutputStream(super.getOutputStream(), this);
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            PrintWriter target = super.getWriter();
            writer = new CommitPrintWriter(target, new CommitWriter(target, this));
        }
        return writer;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (aboutToFlush()) {
            super.flushBuffer();
        }
    }

    @Override
    public boolean isCommitted() {
        return ending != null || super.isCommitted();
    }

    @Override
    public int getStatus() {
        return ending != null ? endingStatus : super.getStatus();
    }

    @Override
    public void sendError(int status) throws IOException {
        end(status, true, () -> super.sendError(status));
    }

    @Override
    public void sendError(int status, @Nullable String message) throws IOException {
        end(status, true, () -> super.sendError(status, message));
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        end(SC_FOUND, true, () -> super.sendRedirect(location));
    }

    // The other three are of Servlet 6.1; with 6.0, of which this is compiled, nothing calls them.

    @SuppressWarnings({"unused", "MissingOverride"})
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    @SuppressWarnings({"unused", "MissingOverride"})
    public void sendRedirect(String location, int status) throws IOException {
        sendRedirect(location, status, true);
    }

    @SuppressWarnings({"unused", "MissingOverride"})
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        end(status, clearBuffer, () -> redirect61(location, status, clearBuffer));
    }

    private void end(int status, boolean clearBuffer, Ending asked) throws IOException {
        checkNotEnded();
        if (container.isCommitted() || included()) {
            beforeCommit();
            asked.run(); // the container refuses it, or ignores it in an include
            return;
        }
        if (clearBuffer) {
            resetBuffer();
        }
        endingStatus = status;
        ending = asked;
    }

    @SuppressWarnings("ReferenceEquality") // the very object is meant
    private boolean included() {
        return getResponse() != container;
    }

    private void redirect61(String location, int status, boolean clearBuffer) throws IOException {
        try {
            HttpServletResponse.class
                    .getMethod("sendRedirect", String.class, int.class, boolean.class)
                    .invoke(getResponse(), location, status, clearBuffer);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException) {
                throw (IOException) e.getCause();
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void reset() {
        checkNotEnded();
        super.reset();
        written = 0;
        contentLength = -1;
        stream = null;
        writer = null;
    }

    @Override
    public void resetBuffer() {
        checkNotEnded();
        super.resetBuffer();
        written = 0;
    }

    private void checkNotEnded() {
        if (ending != null) {
            throw new IllegalStateException("the response is committed");
        }
    }

    @Override
    public void setContentLength(int length) {
        contentLength = length;
        super.setContentLength(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        contentLength = length;
        super.setContentLengthLong(length);
    }

    // Cookieless sessions do not exist here: a link never carries a session id.

    @Override
    public String encodeURL(String url) {
        return url;
    }

    @Override
    public String encodeRedirectURL(String url) {
        return url;
    }
}
