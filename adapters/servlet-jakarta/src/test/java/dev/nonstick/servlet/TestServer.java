package dev.nonstick.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;

/** A real Tomcat on a free port with one webapp and the adapter in it. */
final class TestServer implements AutoCloseable {

    /** What a servlet of a test does. */
    interface Handler {
        void handle(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException;
    }

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Tomcat tomcat;

    private TestServer(Tomcat tomcat) {
        this.tomcat = tomcat;
    }

    /** A server that accepts the fields of {@link TestGateway}, with one servlet for all paths. */
    static TestServer start(Handler handler) throws Exception {
        return builder().servlet("/", handler).start();
    }

    static Builder builder() throws IOException {
        return new Builder().parameter(Settings.BACKEND_KEY, TestGateway.KEY_SETTING);
    }

    /** One that the test configured by itself and that is running. */
    static TestServer of(Tomcat running) {
        return new TestServer(running);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    static final class Builder {

        private final Tomcat tomcat = new Tomcat();
        private final Context context;
        private final Set<Class<?>> webListeners = new LinkedHashSet<>();

        Builder() throws IOException {
            Path base = Path.of("target", "tomcat", "s" + COUNT.incrementAndGet());
            Path root = base.resolve("root").toAbsolutePath();
            Files.createDirectories(root.resolve("WEB-INF"));
            Files.deleteIfExists(root.resolve("WEB-INF/web.xml"));
            tomcat.setBaseDir(base.toString());
            tomcat.setPort(0);
            tomcat.getConnector();
            context = tomcat.addContext("", root.toString());
        }

        Builder parameter(String name, String value) {
            context.removeParameter(name);
            context.addParameter(name, value);
            return this;
        }

        Builder servlet(String pattern, Handler handler) {
            HttpServlet servlet =
                    new HttpServlet() {
                        private static final long serialVersionUID = 1L;

                        @Override
                        protected void service(
                                HttpServletRequest request, HttpServletResponse response)
                                throws IOException, ServletException {
                            handler.handle(request, response);
                        }
                    };
            Wrapper wrapper = Tomcat.addServlet(context, "servlet " + pattern, servlet);
            wrapper.setAsyncSupported(true);
            context.addServletMappingDecoded(pattern, wrapper.getName());
            return this;
        }

        /** The file is not read by Tomcat here, but by the adapter. */
        Builder webXml(String xml) throws IOException {
            Files.writeString(Path.of(context.getDocBase(), "WEB-INF", "web.xml"), xml);
            return this;
        }

        Builder webListener(Class<?> type) {
            webListeners.add(type);
            return this;
        }

        Builder with(Consumer<Context> configuration) {
            configuration.accept(context);
            return this;
        }

        TestServer start() throws LifecycleException {
            context.addServletContainerInitializer(
                    new NonstickInitializer(), webListeners.isEmpty() ? null : webListeners);
            tomcat.start();
            return new TestServer(tomcat);
        }
    }
}
