package dev.nonstick.loadtest.peer;

import java.util.Base64;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.session.data.redis.config.annotation.web.server.EnableRedisWebSession;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/**
 * The Java peer: proxies everything, and puts the session's state into a request field.
 *
 * <p>{@code /prepare?v=BASE64} begins a session with that state.
 */
@SpringBootApplication
@EnableRedisWebSession
public class SpringPeer {
    private static final String STATE = "state";

    public static void main(String[] args) {
        SpringApplication.run(SpringPeer.class, args);
    }

    @Bean
    RouteLocator routes(RouteLocatorBuilder routes, @Value("${peer.backend}") String backend) {
        return routes.routes().route("all", all -> all.path("/**").uri(backend)).build();
    }

    @Bean
    GlobalFilter sessionState() {
        return (exchange, chain) ->
                exchange.getSession().flatMap(session -> pass(exchange, session, chain));
    }

    private static Mono<Void> pass(
            ServerWebExchange exchange, WebSession session, GatewayFilterChain chain) {
        if (exchange.getRequest().getPath().value().equals("/prepare")) {
            String given = exchange.getRequest().getQueryParams().getFirst("v");
            session.getAttributes().put(STATE, Base64.getDecoder().decode(given));
        }
        byte[] state = session.getAttribute(STATE);
        if (state == null) {
            return chain.filter(exchange);
        }
        String text = Base64.getEncoder().encodeToString(state);
        return chain.filter(
                exchange.mutate()
                        .request(request -> request.header("X-Session", text))
                        .build());
    }
}
