package dev.nonstick.sideapi;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a Unix socket. It is bound in a directory that nobody else can enter and then moved
 * to its place, so that it never has other rights than its owner's, and takes the place of a stale
 * one in one step.
 *
 * <p>Thread rule: blocks; not for event loops.
 */
final class SocketFile {
    private final Path path;
    private final Path nursery;

    private SocketFile(Path path, Path nursery) {
        this.path = path;
        this.nursery = nursery;
    }

    /**
     * Prepares.
     *
     * @throws IOException where somebody listens there, or something else is there
     */
    static SocketFile at(Path path) throws IOException {
        Path place = path.toAbsolutePath();
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            if (!isSocket(place)) {
                throw new IOException("there is something that is no socket");
            }
            if (isListenedOn(place)) {
                throw new IOException("somebody listens there");
            }
        }
        Path parent = place.getParent();
        return new SocketFile(
                place,
                Files.createTempDirectory(
                        parent,
                        ".side",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------"))));
    }

    private static boolean isSocket(Path file) throws IOException {
        // Java has no name for the kind: what is neither of the others, and can be connected to
        return (boolean) Files.getAttribute(file, "isOther", LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isListenedOn(Path file) {
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return socket.connect(UnixDomainSocketAddress.of(file));
        } catch (IOException e) {
            return false;
        }
    }

    /** Where to bind. */
    Path nursery() {
        return nursery.resolve("s");
    }

    /** It is bound: it goes where it belongs, for its owner alone. */
    void publish() throws IOException {
        Files.setPosixFilePermissions(nursery(), PosixFilePermissions.fromString("rw-------"));
        Files.move(nursery(), path, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(nursery);
    }

    /** Takes it away, or what there is of it. */
    void remove() throws IOException {
        Files.deleteIfExists(path);
    }

    /** It could not be bound. */
    void abort() throws IOException {
        Files.deleteIfExists(nursery());
        Files.deleteIfExists(nursery);
    }
}
