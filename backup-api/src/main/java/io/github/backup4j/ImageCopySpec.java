package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * The properties of a copy of an image: given to {@link Images#copy}. Immutable.
 *
 * <p>The cloud limits the length of texts: a call with a spec beyond its {@linkplain CloudBackup#limits()
 * limits} is refused with {@link Invalid}. Setting a property again to a different value is refused, too.
 *
 * @param name the name, not blank
 * @param site the region and project of the copy; null: the same as the image's
 * @param vault the vault there that holds the data of a whole-server image; null for other kinds
 * @param description the description, without line breaks; "" by default
 */
public record ImageCopySpec(
        String name, @Nullable Site site, @Nullable VaultId vault, String description) {
    /** Refuses values out of range, and a vault without a site, with {@link Invalid}. */
    public ImageCopySpec {
        Require.name(name, "image name");
        Require.text(description, "image description");
        if (vault != null && site == null) {
            throw new Invalid("vault is " + vault
                    + ", but no other region is named; a whole-server image can only be copied to another region");
        }
    }

    /**
     * Returns the spec of a copy in the same region.
     *
     * @param name the name, not blank
     * @throws Invalid if it is blank or holds a control character
     */
    public static ImageCopySpec of(String name) {
        return new ImageCopySpec(name, null, null, "");
    }

    /**
     * Returns the same spec with another name.
     *
     * @param newName the name, not blank
     * @throws Invalid if it is blank or holds a control character
     */
    public ImageCopySpec named(String newName) {
        return new ImageCopySpec(newName, site, vault, description);
    }

    /**
     * Returns the same spec, of a copy in another region.
     *
     * @param newSite the region and project of the copy
     */
    public ImageCopySpec to(Site newSite) {
        Once.given("to", site, Require.nonNull(newSite, "newSite"));
        return new ImageCopySpec(name, newSite, vault, description);
    }

    /**
     * Returns the same spec, of a copy of a whole-server image in another region.
     *
     * @param newSite the region and project of the copy
     * @param newVault the vault there that holds its data
     */
    public ImageCopySpec to(Site newSite, VaultId newVault) {
        Once.given("to", site, Require.nonNull(newSite, "newSite"));
        Once.given("to", vault, Require.nonNull(newVault, "newVault"));
        return new ImageCopySpec(name, newSite, newVault, description);
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription the description, without line breaks
     * @throws Invalid if it holds a control character
     */
    public ImageCopySpec describedAs(String newDescription) {
        Once.text("describedAs", description, newDescription);
        return new ImageCopySpec(name, site, vault, newDescription);
    }
}
