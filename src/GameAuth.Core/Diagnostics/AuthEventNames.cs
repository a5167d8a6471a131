namespace GameAuth;

/// <summary>The names of the events that Core raises; they change only with a major version.</summary>
public static class AuthEventNames
{
    /// <summary>A token was minted and saved (<see cref="TokenEvent"/>).</summary>
    public const string TokenMinted = "token.minted";

    /// <summary>A mint failed (<see cref="TokenEvent"/>).</summary>
    public const string TokenMintFailed = "token.mint_failed";

    /// <summary>A player signed in (<see cref="AccountEvent"/>).</summary>
    public const string SignedIn = "account.signed_in";

    /// <summary>An account was taken over from another program (<see cref="AccountEvent"/>).</summary>
    public const string Imported = "account.imported";

    /// <summary>An account was signed out, here or in another process (<see cref="AccountEvent"/>).</summary>
    public const string SignedOut = "account.signed_out";

    /// <summary>The provider no longer takes the grant (<see cref="AccountEvent"/>).</summary>
    public const string SignInRequired = "account.sign_in_required";

    /// <summary>The provider refuses the player or the device (<see cref="AccountEvent"/>).</summary>
    public const string Restricted = "account.restricted";

    /// <summary>A proof key was made for a new device; the reason is its kind, such as <c>tpm2</c> (<see cref="AccountEvent"/> without an account).</summary>
    public const string ProofKeyMade = "device.key_made";

    /// <summary>The device's proof key was opened for the first time in this process; the reason is its kind (<see cref="AccountEvent"/> without an account).</summary>
    public const string ProofKeyOpened = "device.key_opened";

    /// <summary>The store turned up on another machine than the one that wrote it (<see cref="AccountEvent"/> without an account; the reason is <c>kept</c> or <c>held</c>).</summary>
    public const string ProfileCopied = "profile.copied";

    /// <summary>The identity of the device was forgotten on request (<see cref="AccountEvent"/> without an account).</summary>
    public const string DeviceForgotten = "device.forgotten";
}
