package io.github.backup4j;

/**
 * A place in the cloud: a project (an account's own space) in a region.
 *
 * @param region the cloud's id of the region, such as {@code eu-west-101}
 * @param project the cloud's id of the project in that region
 */
public record Site(String region, String project) {
    /** Refuses a malformed id with {@link Invalid}. */
    public Site {
        Require.id(region, "region");
        Require.id(project, "project");
    }

    /** Returns {@code "<region>/<project>"}. */
    @Override
    public String toString() {
        return region + "/" + project;
    }
}
