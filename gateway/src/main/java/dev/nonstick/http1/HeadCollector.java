package dev.nonstick.http1;

import dev.nonstick.http.HeadScanner;
import dev.nonstick.http.MalformedHeadException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Collects the bytes of a head, which is given away as an array of its own: it outlives the buffers
 * it came in.
 *
 * <p>Thread rule: belongs to one event loop.
 */
final class HeadCollector {
    /** Most heads are shorter; what came behind them is body and need not be copied. */
    private static final int STEP = 2048;

    private static final byte[] NOTHING = new byte[0];

    private final HeadScanner scanner;
    private byte[] bytes = NOTHING;
    private int length;
    private int end;

    HeadCollector(int maxLine, int maxFields) {
        this.scanner = new HeadScanner(maxLine, maxFields);
    }

    /**
     * Takes bytes, but none behind the head's end.
     *
     * @return whether the head is complete
     */
    boolean collect(ByteBuf in) throws MalformedHeadException {
        while (in.isReadable()) {
            int step = Math.min(in.readableBytes(), STEP);
            makeRoom(step);
            in.readBytes(bytes, length, step);
            length += step;
            end = scanner.scan(bytes, length);
            if (end >= 0) {
                in.readerIndex(in.readerIndex() - (length - end));
                return true;
            }
        }
        return false;
    }

    private void makeRoom(int step) {
        int needed = length + step;
        if (bytes.length < needed) {
            bytes = Arrays.copyOf(bytes, length == 0 ? needed : Math.max(needed, 2 * length));
        }
    }

    /** The array that a complete head is in. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return scanner.start();
    }

    /** Where the head ends; the array passes to the caller, and the next head begins. */
    int takeEnd() {
        scanner.reset();
        bytes = NOTHING;
        length = 0;
        return end;
    }
}
