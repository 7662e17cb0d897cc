// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.tenant;

import dev.martlet.core.Access;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be used, of what somebody else may use: it can only become less. */
public final class Scope implements Access {
    private final Access outer;
    private final Patterns models;
    private final Patterns tools;
    private final Patterns routes;

    private Scope(Access outer, Patterns models, Patterns tools, Patterns routes) {
        this.outer = outer;
        this.models = models;
        this.tools = tools;
        this.routes = routes;
    }

    /**
     * Narrows.
     *
     * @param outer what is there to narrow
     * @param models of these models, or null for all
     * @param tools of these tools, or null for all
     * @param routes of these routes, or null for all
     * @return what may be used
     */
    public static Access within(
            Access outer,
            @Nullable List<String> models,
            @Nullable List<String> tools,
            @Nullable List<String> routes) {
        if (models == null && tools == null && routes == null) {
            return outer;
        }
        return new Scope(outer, Patterns.of(models), Patterns.of(tools), Patterns.of(routes));
    }

    @Override
    public boolean model(String name) {
        return models.match(name) && outer.model(name);
    }

    @Override
    public boolean tool(String name) {
        return tools.match(name) && outer.tool(name);
    }

    @Override
    public boolean route(String name) {
        return routes.match(name) && outer.route(name);
    }
}
