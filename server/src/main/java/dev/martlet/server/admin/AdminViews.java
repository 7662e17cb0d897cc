// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.admin;

import org.jspecify.annotations.Nullable;

/** What the admin API shows and does; every value is written as JSON as it is. */
public interface AdminViews {
    /**
     * What there is.
     *
     * @return version, generation, paths
     */
    Object index();

    /**
     * Whether the process works.
     *
     * @return a few words
     */
    Object live();

    /**
     * Whether traffic should be sent here: from the moment that all listeners are open until the
     * shutdown begins. A bad configuration file does not make a gateway unready that serves a good
     * one.
     *
     * @return true if so
     */
    boolean isReady();

    /**
     * The same in words, with how the last load of the configuration ended.
     *
     * @param whole whether to say what was wrong with the last load, which quotes the configuration
     * @return readiness, generation, last load
     */
    Object ready(boolean whole);

    /**
     * The effective configuration.
     *
     * @return defaults filled in, secrets masked
     */
    Object config();

    /**
     * The routes.
     *
     * @return each with its match, its chain and its target
     */
    Object routes();

    /**
     * The services.
     *
     * @return each with its endpoints, their health, and what is in flight
     */
    Object services();

    /**
     * The models.
     *
     * @return each with what can answer for it and how that does, and the providers with their keys
     */
    Object models();

    /**
     * Limits and queues.
     *
     * @return each with what is in flight, and who waits and was turned away by priority
     */
    Object overload();

    /**
     * The tenants.
     *
     * @return each with how its limits and budgets stand
     */
    Object tenants();

    /**
     * A tenant.
     *
     * @param name its name
     * @return how its limits and budgets stand, or null if there is none of this name
     */
    @Nullable Object tenant(String name);

    /**
     * The counters.
     *
     * @return a page in the text format of Prometheus
     */
    String metrics();

    /**
     * Loads the configuration again.
     *
     * @return what came of it
     */
    Reloaded reload();

    /**
     * What came of a reload.
     *
     * @param ok whether the configuration was taken
     * @param report generation and problems
     */
    record Reloaded(boolean ok, Object report) {}
}
