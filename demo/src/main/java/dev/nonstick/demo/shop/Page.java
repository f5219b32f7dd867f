package dev.nonstick.demo.shop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The shop's only page, in one file with its style. */
final class Page {
    private static final String STYLE = resource("shop.css");

    private Page() {}

    static String of(Visitor visitor, String contextPath) {
        return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>The Corner Shop</title>
        <link rel="icon" href="data:,">
        <style>%s</style>
        </head>
        <body style="--hue: %d">
        <header>
          <h1>The Corner Shop</h1>
          <p class="badge" title="the process that made this page">
            <span class="instance">%s</span> answered by instance %s · pid %d
          </p>
        </header>
        <main>
          <section class="visits">
            <p class="count">%d</p>
            <p>%s in this session</p>
            <a class="button" href="%s/">Visit again</a>
          </section>
          <section>%s</section>
          <section>%s</section>
        </main>
        <footer>Everything on this page is in the HTTP session.</footer>
        </body>
        </html>
        """
                .formatted(
                        STYLE,
                        hue(visitor.instance()),
                        Text.html(visitor.instance()),
                        Text.html(visitor.instance()),
                        visitor.pid(),
                        visitor.visits(),
                        visitor.visits() == 1 ? "visit" : "visits",
                        Text.html(contextPath),
                        account(visitor, Text.html(contextPath)),
                        cart(visitor.cart(), Text.html(contextPath)));
    }

    private static String account(Visitor visitor, String contextPath) {
        String user = visitor.user();
        if (user == null) {
            return """
            <h2>Log in</h2>
            <form method="post" action="%s/login">
              <label>Name <input name="user" required maxlength="40" autocomplete="username"></label>
              <label>Password <input name="password" type="password" placeholder="not needed" autocomplete="off"></label>
              <button>Log in</button>
            </form>
            """
                    .formatted(contextPath);
        }
        return """
        <h2>Hello, <b class="user">%s</b></h2>
        <form method="post" action="%s/logout"><button class="quiet">Log out</button></form>
        """
                .formatted(Text.html(user), contextPath);
    }

    private static String cart(List<String> items, String contextPath) {
        StringBuilder list = new StringBuilder();
        for (String item : items) {
            list.append("<li>").append(Text.html(item)).append("</li>");
        }
        return """
        <h2>Cart</h2>
        %s
        <form method="post" action="%s/cart">
          <label>Item <input name="item" required maxlength="80" placeholder="tea"></label>
          <button>Put in the cart</button>
        </form>
        """
                .formatted(
                        items.isEmpty() ? "<p class=\"empty\">empty</p>" : "<ul>" + list + "</ul>",
                        contextPath);
    }

    /** Neighbouring names get colours far apart. */
    private static int hue(String instance) {
        return Math.floorMod(instance.hashCode() * 137, 360);
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside the classes");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
