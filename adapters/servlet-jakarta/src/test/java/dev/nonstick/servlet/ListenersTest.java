package dev.nonstick.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionActivationListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListenersTest {

    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    /** Everything at once, and a context listener that must not hear anything. */
    public static final class All
            implements HttpSessionListener,
                    HttpSessionAttributeListener,
                    HttpSessionIdListener,
                    ServletContextListener {

        @Override
        public void sessionCreated(HttpSessionEvent event) {
            EVENTS.add("created new=" + event.getSession().isNew());
        }

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            EVENTS.add("destroyed a=" + event.getSession().getAttribute("a"));
        }

        @Override
        public void attributeAdded(HttpSessionBindingEvent event) {
            EVENTS.add("added " + event.getName() + "=" + event.getValue());
        }

        @Override
        public void attributeReplaced(HttpSessionBindingEvent event) {
            EVENTS.add("replaced " + event.getName() + "=" + event.getValue());
        }

        @Override
        public void attributeRemoved(HttpSessionBindingEvent event) {
            EVENTS.add("removed " + event.getName() + "=" + event.getValue());
        }

        @Override
        public void sessionIdChanged(HttpSessionEvent event, String oldId) {
            EVENTS.add("id changed=" + !event.getSession().getId().equals(oldId));
        }

        @Override
        public void contextInitialized(ServletContextEvent event) {
            EVENTS.add("context");
        }
    }

    /** Comes after {@link All} and is told of an end before it. */
    public static final class Second implements HttpSessionListener {

        @Override
        public void sessionCreated(HttpSessionEvent event) {
            EVENTS.add("second created");
            throw new IllegalStateException("to be logged");
        }

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            EVENTS.add("second destroyed");
        }
    }

    /** Not a session listener: never instantiated. */
    public static final class Other implements ServletContextListener {

        public Other() {
            EVENTS.add("other");
        }
    }

    private static final class Bound
            implements Serializable, HttpSessionBindingListener, HttpSessionActivationListener {

        private static final long serialVersionUID = 1L;

        private final String name;

        Bound(String name) {
            this.name = name;
        }

        @Override
        public void valueBound(HttpSessionBindingEvent event) {
            EVENTS.add("bound " + name);
        }

        @Override
        public void valueUnbound(HttpSessionBindingEvent event) {
            EVENTS.add("unbound " + name);
        }

        @Override
        public void sessionDidActivate(HttpSessionEvent event) {
            EVENTS.add("activated " + name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void clear() {
        EVENTS.clear();
    }

    private static TestServer.Builder server() throws Exception {
        return TestServer.builder()
                .servlet("/set", (request, response) -> request.getSession().setAttribute("a", "1"))
                .servlet(
                        "/replace",
                        (request, response) -> request.getSession().setAttribute("a", "2"))
                .servlet(
                        "/remove",
                        (request, response) -> request.getSession().setAttribute("a", null))
                .servlet("/change", (request, response) -> request.changeSessionId())
                .servlet("/end", (request, response) -> request.getSession().invalidate())
                .servlet(
                        "/bind",
                        (request, response) -> {
                            HttpSession session = request.getSession();
                            Bound bound = new Bound("x");
                            session.setAttribute("b", bound);
                            session.setAttribute("b", bound);
                        })
                .servlet(
                        "/rebind",
                        (request, response) ->
                                request.getSession().setAttribute("b", new Bound("y")));
    }

    @Test
    void listenersHearOfTheLifeOfASession() throws Exception {
        try (TestServer server = server().webListener(All.class).webListener(Other.class).start()) {
            gateway.get(server, "/set");
            gateway.get(server, "/replace");
            gateway.get(server, "/change");
            gateway.get(server, "/end");
        }
        assertThat(EVENTS)
                .containsExactly(
                        "created new=true",
                        "added a=1",
                        "replaced a=1",
                        "id changed=true",
                        "destroyed a=2",
                        "removed a=2");
    }

    @Test
    void removalIsToldWithTheOldValue() throws Exception {
        try (TestServer server = server().webListener(All.class).start()) {
            gateway.get(server, "/set");
            gateway.get(server, "/remove");
            gateway.get(server, "/remove");
        }
        assertThat(EVENTS).containsExactly("created new=true", "added a=1", "removed a=1");
    }

    @Test
    void valuesHearThatTheyAreBoundAndUnbound() throws Exception {
        try (TestServer server = server().start()) {
            gateway.get(server, "/bind");
            assertThat(EVENTS).containsExactly("bound x");
            gateway.get(server, "/rebind");
            assertThat(EVENTS).containsExactly("bound x", "activated x", "bound y", "unbound x");
            gateway.get(server, "/end");
        }
        assertThat(EVENTS).endsWith("activated y", "unbound y");
    }

    @Test
    void listenersOfWebXmlAreFoundInTheirOrder() throws Exception {
        String xml =
                "<!DOCTYPE web-app PUBLIC '-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN'"
                        + " 'http://java.sun.com/dtd/web-app_2_3.dtd'><web-app>"
                        + listener(All.class)
                        + listener(Second.class)
                        + "<listener><listener-class>no.such.Listener</listener-class></listener>"
                        + "</web-app>";
        try (LogCapture log = new LogCapture();
                TestServer server = server().webXml(xml).start()) {
            gateway.get(server, "/set");
            gateway.get(server, "/end");
            assertThat(log.messages())
                    .anyMatch(m -> m.contains("no.such.Listener"))
                    .anyMatch(m -> m.contains("to be logged"));
        }
        assertThat(EVENTS)
                .containsExactly(
                        "created new=true",
                        "second created",
                        "added a=1",
                        "second destroyed",
                        "destroyed a=1",
                        "removed a=1");
    }

    @Test
    void annotationsMeanNothingWhereTheMetadataIsComplete() throws Exception {
        String xml =
                "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'"
                        + " metadata-complete='true'>"
                        + listener(Second.class)
                        + "</web-app>";
        try (TestServer server = server().webXml(xml).webListener(All.class).start()) {
            gateway.get(server, "/set");
        }
        assertThat(EVENTS).containsExactly("second created");
    }

    @Test
    void listenersThatCodeRegistersCanBeNamed() throws Exception {
        try (TestServer server =
                server().parameter(Settings.LISTENERS, All.class.getName()).start()) {
            gateway.get(server, "/set");
        }
        assertThat(EVENTS).containsExactly("created new=true", "added a=1");
    }

    /** Nothing outside of the file is read, wherever its entities point to. */
    @Test
    void externalEntitiesAreNotRead() throws Exception {
        String xml =
                "<!DOCTYPE web-app [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><web-app>"
                        + "<listener><listener-class>&x;</listener-class></listener>"
                        + listener(Second.class)
                        + "</web-app>";
        try (LogCapture log = new LogCapture();
                TestServer server = server().webXml(xml).start()) {
            gateway.get(server, "/set");
            assertThat(log.messages())
                    .filteredOn(m -> m.contains("gets no events"))
                    .allMatch(m -> m.startsWith("session listener  gets no events"));
        }
    }

    private static String listener(Class<?> type) {
        return "<listener><listener-class> " + type.getName() + " </listener-class></listener>";
    }
}
