// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.shape;

import dev.martlet.core.Exchange;
import dev.martlet.core.GatewayException;
import dev.martlet.core.Next;
import dev.martlet.core.Policy;
import dev.martlet.core.PolicyKind;
import dev.martlet.core.Reply;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.RequestHead;
import dev.martlet.core.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Changes path, host and query before the request is sent on. A path that could not be sent, or
 * that a service would resolve to another place, is refused with 400 and never sent: a part of a
 * client's path may turn into {@code ..} only here.
 */
public final class RewritePolicy implements Policy {
    /** {@code kind: rewrite}. */
    public static final PolicyKind<RewriteConfig> KIND =
            new PolicyKind<>(
                    "rewrite",
                    Stage.SHAPE,
                    RewriteConfig.class,
                    (config, context) -> new RewritePolicy(config));

    private final @Nullable PathTemplate template;
    private final @Nullable PathReplacement replacement;
    private final @Nullable String host;
    private final @Nullable QueryRewrite query;

    RewritePolicy(RewriteConfig config) {
        this.template = config.path() == null ? null : PathTemplate.of(config.path());
        RewriteConfig.@Nullable RegexReplace regex = config.regex();
        this.replacement =
                regex == null ? null : new PathReplacement(regex.match(), regex.replace());
        this.host = config.host();
        this.query = config.query() == null ? null : new QueryRewrite(config.query());
    }

    @Override
    public Reply apply(Exchange exchange, Next next) {
        RequestHead head = exchange.request();
        String path = path(exchange, head.path());
        @Nullable String newQuery = query == null ? head.query() : query.apply(head.query());
        RequestHead rewritten = head.withTarget(path, newQuery);
        exchange.request(host == null ? rewritten : rewritten.withAuthority(host));
        return next.proceed(exchange);
    }

    private String path(Exchange exchange, String path) {
        if (path.equals("*")) {
            return path; // OPTIONS * is about the server as a whole
        }
        String rewritten =
                template != null
                        ? template.fill(exchange.match())
                        : replacement != null ? replacement.apply(path) : path;
        if (rewritten.equals(path)) {
            return path;
        }
        String sane = Paths.withOneSlash(rewritten);
        if (!Paths.isValid(sane)) {
            throw new GatewayException(
                    new RequestFailure.BadRequest("The path of this request cannot be rewritten."));
        }
        return sane;
    }
}
