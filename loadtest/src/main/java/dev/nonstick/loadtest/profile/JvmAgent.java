package dev.nonstick.loadtest.profile;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.nonstick.loadtest.process.BenchFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Another JVM, reached by its attach socket. */
final class JvmAgent implements AutoCloseable {
    private final VirtualMachine machine;
    private final JMXConnector connector;
    private final Path library;

    private JvmAgent(VirtualMachine machine, JMXConnector connector, Path library) {
        this.machine = machine;
        this.connector = connector;
        this.library = library;
    }

    @SuppressWarnings("BanJNDI") // the address is what our own child has just told us
    static JvmAgent attach(long pid) {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            JMXServiceURL url = new JMXServiceURL(machine.startLocalManagementAgent());
            return new JvmAgent(machine, JMXConnectorFactory.connect(url), library());
        } catch (AttachNotSupportedException | IOException e) {
            throw new BenchFailure("process " + pid + " cannot be attached to", e);
        }
    }

    /** async-profiler's, out of its jar. */
    private static Path library() throws IOException {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        String name = "/linux-" + machine + "/libasyncProfiler.so";
        Path file = Files.createTempFile("libasyncProfiler", ".so");
        file.toFile().deleteOnExit();
        try (InputStream in = JvmAgent.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is not in async-profiler's jar");
            }
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    /** A command to the profiler, which is loaded by the first. */
    void profiler(String command) {
        try {
            machine.loadAgentPath(library.toString(), command);
        } catch (Exception e) {
            throw new BenchFailure("async-profiler: " + command, e);
        }
    }

    /** What all threads, those that have ended too, have allocated so far. */
    long allocatedBytes() {
        try {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ObjectName threads = new ObjectName("java.lang:type=Threading");
            return (Long) server.getAttribute(threads, "TotalThreadAllocatedBytes");
        } catch (JMException | IOException e) {
            throw new BenchFailure("allocated bytes", e);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
        machine.detach();
    }
}
