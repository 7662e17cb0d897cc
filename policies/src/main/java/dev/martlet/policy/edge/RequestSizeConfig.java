// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import dev.martlet.core.config.DataSize;
import dev.martlet.core.config.Doc;

/**
 * How large a request's body may be.
 *
 * @param limit the largest accepted body
 */
@Doc("Refuses requests whose body is too large with 413.")
public record RequestSizeConfig(@Doc("The largest accepted body, such as 10MiB.") DataSize limit) {}
