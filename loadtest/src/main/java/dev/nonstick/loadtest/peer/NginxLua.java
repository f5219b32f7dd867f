package dev.nonstick.loadtest.peer;

import dev.nonstick.loadtest.process.Child;
import dev.nonstick.loadtest.process.Packages;
import java.util.List;

/**
 * nginx that looks the session up in Redis and hands its state to the backend: Nonstick's work
 * without its cryptography (no signed cookie, no sealed record, no signed envelope).
 */
public final class NginxLua implements Peer {
    private static final String MODULES =
            """
            load_module /usr/lib/nginx/modules/ndk_http_module.so;
            load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
            """;

    private static String lookup(int redis) {
        return """
            access_by_lua_block {
              local redis = require "nginx.redis"
              local id = ngx.var.cookie_sid
              if not id then return end
              local store = redis:new()
              store:set_timeout(5000)
              local ok, err = store:connect("127.0.0.1", %d)
              if not ok then return ngx.exit(503) end
              local state, err = store:get("lua:" .. id)
              if not state then return ngx.exit(503) end
              store:set_keepalive(60000, 128)
              if state ~= ngx.null then
                ngx.req.set_header("X-Session", ngx.encode_base64(state))
              end
            }
            """
                .formatted(redis);
    }

    @Override
    public String name() {
        return "nginx-lua";
    }

    @Override
    public String about() {
        return "session looked up in Redis by Lua, no cryptography";
    }

    @Override
    public List<String> packages() {
        return List.of("nginx", "libnginx-mod-http-lua", "lua-nginx-redis");
    }

    @Override
    public boolean isJvm() {
        return false;
    }

    @Override
    public boolean hasSession() {
        return true;
    }

    @Override
    public String version() {
        return "nginx "
                + Packages.version("nginx")
                + ", lua module "
                + Packages.version("libnginx-mod-http-lua");
    }

    @Override
    public Child start(Stage stage, int port, String label) {
        return Nginx.run(
                stage,
                label,
                Nginx.head(stage, label, MODULES)
                        + Nginx.proxy(stage, port, lookup(stage.redis())));
    }

    @Override
    public List<String> prepare(Stage stage, int port) {
        List<String> handles = Cookies.handles(stage);
        try (RedisClient redis = new RedisClient(stage.redis())) {
            for (int i = 0; i < handles.size(); i++) {
                redis.set("lua:" + handles.get(i), stage.states().bytes(i));
            }
        }
        return Cookies.withoutMeaning(stage);
    }
}
