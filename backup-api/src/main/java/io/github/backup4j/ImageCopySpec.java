package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * What a copy of an image shall be: given to {@link Images#copy}. Immutable.
 *
 * @param name 1 to 128 characters
 * @param site the region and project it is made in; null: the same as the image
 * @param vault the vault there that holds the data of a whole-server image; null for other kinds
 * @param description at most 1,024 characters, no line breaks; "" by default
 */
public record ImageCopySpec(
        String name, @Nullable Site site, @Nullable VaultId vault, String description) {
    /** Refuses values out of range, and a vault without a site, with {@link Invalid}. */
    public ImageCopySpec {
        Require.text(name, "image name", 1, 128);
        Require.text(description, "image description", 0, 1024);
        if (vault != null && site == null) {
            throw new Invalid("vault is " + vault
                    + ", but no other region is named; a whole-server image can be copied " + "to another region only");
        }
    }

    /**
     * Returns the spec of a copy in the same region.
     *
     * @param name 1 to 128 characters
     * @throws Invalid if it is empty or too long
     */
    public static ImageCopySpec named(String name) {
        return new ImageCopySpec(name, null, null, "");
    }

    /**
     * Returns the same spec, of a copy in another region.
     *
     * @param newSite the region and project it is made in
     */
    public ImageCopySpec to(Site newSite) {
        Require.nonNull(newSite, "newSite");
        return new ImageCopySpec(name, newSite, vault, description);
    }

    /**
     * Returns the same spec, of a copy of a whole-server image in another region.
     *
     * @param newSite the region and project it is made in
     * @param newVault the vault there that holds its data
     */
    public ImageCopySpec to(Site newSite, VaultId newVault) {
        Require.nonNull(newSite, "newSite");
        Require.nonNull(newVault, "newVault");
        return new ImageCopySpec(name, newSite, newVault, description);
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription at most 1,024 characters, no line breaks
     * @throws Invalid if it is too long
     */
    public ImageCopySpec describedAs(String newDescription) {
        return new ImageCopySpec(name, site, vault, newDescription);
    }
}
