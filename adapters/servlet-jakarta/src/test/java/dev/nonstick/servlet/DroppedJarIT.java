package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nonstick.servlet.webapp.VisitListener;
import dev.nonstick.servlet.webapp.VisitServlet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user does: the built jar in WEB-INF/lib of a webapp that knows nothing of it. */
class DroppedJarIT {

    private static final Path JAR = Path.of(System.getProperty("adapter.jar", ""));

    private final TestGateway gateway = new TestGateway();

    @TempDir private Path temporary;
    private Path webapp;

    @BeforeEach
    void explodeWebapp() throws IOException {
        webapp = temporary.resolve("app");
        Path lib = Files.createDirectories(webapp.resolve("WEB-INF/lib"));
        Files.copy(JAR, lib.resolve(JAR.getFileName()));
        copyClass(VisitServlet.class);
        copyClass(VisitListener.class);
        Files.writeString(
                webapp.resolve("WEB-INF/web.xml"),
                "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'>"
                        + "<context-param><param-name>nonstick.backend-key</param-name>"
                        + "<param-value>"
                        + TestGateway.KEY_SETTING
                        + "</param-value></context-param></web-app>");
    }

    private void copyClass(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        Path target = webapp.resolve("WEB-INF/classes").resolve(name);
        Files.createDirectories(target.getParent());
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
            Files.copy(in, target);
        }
    }

    @Test
    void theContainerFindsTheAdapterAndTheListener() throws Exception {
        try (TestServer one = start("one");
                TestServer two = start("two")) {
            String first = gateway.get(one, "/app/visit").body();
            HttpResponse<String> second = gateway.get(two, "/app/visit");

            assertThat(first)
                    .startsWith("visit 1 created by listener from file:")
                    .endsWith("/WEB-INF/lib/nonstick-servlet-jakarta.jar");
            assertThat(second.body()).startsWith("visit 2 created by listener ");
            assertThat(second.headers().map()).doesNotContainKey("set-cookie");
            assertThat(TestGateway.updated(second)).containsExactly("visits");
            gateway.sendAuth = false;
            assertThat(gateway.get(one, "/app/visit").statusCode()).isEqualTo(403);
        }
    }

    /** One copy in WEB-INF/lib and one under another name, as after a careless update. */
    @Test
    void twoCopiesOfTheJarAreOneAdapter() throws Exception {
        Files.copy(JAR, webapp.resolve("WEB-INF/lib/nonstick-old.jar"));
        try (TestServer server = start("twice")) {
            gateway.get(server, "/app/visit");
            assertThat(gateway.get(server, "/app/visit").body()).startsWith("visit 2 ");
        }
    }

    @Test
    void theJarNeedsNothingElse() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(Collections.list(jar.entries()))
                    .extracting(ZipEntry::getName)
                    .filteredOn(name -> name.endsWith(".class"))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("dev/nonstick/servlet/"));
            String initializer = NonstickInitializer.class.getName().replace('.', '/') + ".class";
            try (InputStream in = jar.getInputStream(jar.getEntry(initializer))) {
                assertThat(in.readNBytes(8)).endsWith(0, 55); // class files of Java 11
            }
        }
    }

    private TestServer start(String name) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(temporary.resolve(name).toString());
        tomcat.setPort(0);
        tomcat.getConnector();
        tomcat.setAddDefaultWebXmlToWebapp(false); // it would want a JSP compiler
        Context context = tomcat.addWebapp("/app", webapp.toString());
        context.setParentClassLoader(new WithoutAdapter(getClass().getClassLoader()));
        ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false);
        tomcat.start();
        return TestServer.of(tomcat);
    }

    /** The test's own classes, among them the adapter's, are not those of a container. */
    private static final class WithoutAdapter extends ClassLoader {

        WithoutAdapter(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("dev.nonstick.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return Collections.enumeration(
                    Collections.list(super.getResources(name)).stream()
                            .filter(url -> !url.getPath().contains("servlet-jakarta"))
                            .toList());
        }
    }
}
