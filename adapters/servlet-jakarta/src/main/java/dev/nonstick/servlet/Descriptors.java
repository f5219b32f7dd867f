package dev.nonstick.servlet;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What the webapp's {@code web.xml} and web fragments declare that no API of the container tells:
 * listeners and error pages. Immutable after {@link #read}.
 */
final class Descriptors {

    private static final String WEB_XML = "/WEB-INF/web.xml";
    private static final String FRAGMENT = "META-INF/web-fragment.xml";

    private final Set<String> listeners = new LinkedHashSet<>();
    private final Set<String> exceptionTypes = new LinkedHashSet<>();
    private boolean errorPageForAll;
    private boolean metadataComplete;

    private Descriptors() {}

    static Descriptors read(ServletContext context, AdapterLog log) {
        Descriptors descriptors = new Descriptors();
        try (InputStream webXml = context.getResourceAsStream(WEB_XML)) {
            if (webXml != null) {
                Element root = parse(webXml);
                descriptors.metadataComplete =
                        Boolean.parseBoolean(root.getAttribute("metadata-complete"));
                descriptors.add(root);
            }
        } catch (IOException | SAXException | ParserConfigurationException e) {
            log.descriptorNotReadable(WEB_XML, e);
        }
        if (!descriptors.metadataComplete) {
            descriptors.addFragments(context.getClassLoader(), log);
        }
        return descriptors;
    }

    /** Names of listener classes, in the order the container would call them. */
    Set<String> listeners() {
        return Collections.unmodifiableSet(listeners);
    }

    /** True if annotations of the webapp's classes mean nothing (Servlet 6.0, 8.1). */
    boolean metadataComplete() {
        return metadataComplete;
    }

    /** True if the container will answer this exception with a page of the webapp. */
    boolean hasErrorPageFor(Throwable thrown) {
        if (errorPageForAll) {
            return true;
        }
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            for (Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
                if (exceptionTypes.contains(type.getName())) {
                    return true;
                }
            }
        }
        return false;
    }

    private void addFragments(ClassLoader loader, AdapterLog log) {
        try {
            for (URL fragment : Collections.list(loader.getResources(FRAGMENT))) {
                URLConnection connection = fragment.openConnection();
                connection.setUseCaches(false); // a cached jar file would stay open after undeploy
                try (InputStream in = connection.getInputStream()) {
                    add(parse(in));
                }
            }
        } catch (IOException | SAXException | ParserConfigurationException e) {
            log.descriptorNotReadable(FRAGMENT, e);
        }
    }

    private void add(Element root) {
        listeners.addAll(texts(root, "listener-class"));
        exceptionTypes.addAll(texts(root, "exception-type"));
        NodeList pages = root.getElementsByTagNameNS("*", "error-page");
        for (int i = 0; i < pages.getLength(); i++) {
            Element page = (Element) pages.item(i);
            List<String> codes = texts(page, "error-code");
            errorPageForAll |=
                    codes.contains("500")
                            || (codes.isEmpty() && texts(page, "exception-type").isEmpty());
        }
    }

    private static List<String> texts(Element element, String name) {
        List<String> texts = new ArrayList<>();
        NodeList nodes = element.getElementsByTagNameNS("*", name);
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent().trim());
        }
        return texts;
    }

    /** Old descriptors have a DOCTYPE, so that is allowed; nothing outside the file is read. */
    private static Element parse(InputStream xml)
            throws IOException, SAXException, ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setNamespaceAware(true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
        builder.setErrorHandler(null);
        Document document = builder.parse(xml);
        return document.getDocumentElement();
    }
}
