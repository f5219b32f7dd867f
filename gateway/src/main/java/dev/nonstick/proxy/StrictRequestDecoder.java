package dev.nonstick.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Netty's request decoder without its leniencies: line folding, which it would undo silently,
 * anything but single spaces in the request line, fields without a name, versions in lower case.
 * What it refuses becomes an invalid request and is answered as one.
 *
 * <p>Thread rule: belongs to one connection.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");

    private boolean inHead = true;
    private boolean headStarted;
    private int wordEnd;

    /** A version of HTTP that is not served. */
    static final class VersionException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;
    }

    StrictRequestDecoder(Http1ServerConfig config) {
        super(config);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
            throws Exception {
        int from = in.readerIndex();
        if (inHead) {
            spoilFolding(in);
        }
        int before = out.size();
        super.decode(ctx, in, out);
        headStarted |= !isBlank(in, from, in.readerIndex());
        for (int i = before; i < out.size(); i++) {
            Object part = out.get(i);
            if (part instanceof LastHttpContent) {
                inHead = true;
                headStarted = false;
            } else if (part instanceof HttpRequest) {
                inHead = false;
            }
        }
    }

    /** Empty lines before the request line do not begin a head. */
    private static boolean isBlank(ByteBuf in, int from, int end) {
        for (int i = from; i < end; i++) {
            byte b = in.getByte(i);
            if (b != '\r' && b != '\n') {
                return false;
            }
        }
        return true;
    }

    /**
     * RFC 9112, section 5.2: a server must reject a folded line or undo it; the decoder undoes it
     * before anybody can see. A NUL in place of the white space makes it an invalid field name.
     */
    private void spoilFolding(ByteBuf in) {
        int end = in.writerIndex();
        int line = in.readerIndex();
        boolean afterFirst = headStarted;
        while (line < end) {
            byte first = in.getByte(line);
            if (afterFirst && (first == ' ' || first == '\t')) {
                in.setByte(line, 0);
                return;
            }
            if (afterFirst && (first == '\r' || first == '\n')) {
                return;
            }
            int feed = in.indexOf(line, end, (byte) '\n');
            if (feed < 0) {
                return;
            }
            // empty lines before the request line do not begin a head (RFC 9112, section 2.2)
            afterFirst |= feed > line + 1 || (feed == line + 1 && first != '\r');
            line = feed + 1;
        }
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        require(start == 0, "request line");
        wordEnd = start + length;
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        requireSpaceBefore(line, start);
        wordEnd = start + length;
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        requireSpaceBefore(line, start);
        String version = super.splitThirdWordInitialLine(line, start, length);
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            boolean isVersion = VERSION.matcher(version).matches();
            throw isVersion ? new VersionException() : new IllegalArgumentException("version");
        }
        return version;
    }

    /** RFC 9112, section 3: bare CR, tabs and several spaces separate nothing here. */
    private void requireSpaceBefore(byte[] line, int start) {
        require(start == wordEnd + 1 && line[wordEnd] == ' ', "request line");
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        require(length > 0, "empty field name");
        return super.splitHeaderName(line, start, length);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
