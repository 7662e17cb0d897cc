// SPDX-License-Identifier: Apache-2.0
/** The port for operators: health, effective configuration, routes, services, reload. */
@NullMarked
package dev.martlet.server.admin;

import org.jspecify.annotations.NullMarked;
