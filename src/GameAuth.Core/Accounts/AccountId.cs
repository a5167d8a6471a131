namespace GameAuth;

/// <summary>The name of an account: minted here at sign-in, safe to log and to keep, and never the provider's own id.</summary>
/// <param name="Provider">The provider, such as <c>xbox</c>.</param>
/// <param name="Registration">The registration that signed it in; <c>default</c> unless named.</param>
/// <param name="Key">Random, from this library; 26 characters of lower-case Crockford base32.</param>
public readonly record struct AccountId(string Provider, string Registration, string Key)
{
    /// <summary>The three parts with slashes between them, as <see cref="Parse"/> takes them.</summary>
    /// <returns>For example <c>xbox/default/01hv…</c>.</returns>
    public override string ToString() => $"{Provider}/{Registration}/{Key}";

    /// <summary>Reads what <see cref="ToString"/> wrote, for settings files and command lines.</summary>
    /// <param name="text">Three parts with slashes between them.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException">The text has not three non-empty parts.</exception>
    public static AccountId Parse(string text) => TryParse(text, out AccountId id)
        ? id
        : throw new FormatException("An account id reads provider/registration/key.");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">Any text, or null.</param>
    /// <param name="id">The id, when the text is one.</param>
    /// <returns>Whether the text has three non-empty parts.</returns>
    public static bool TryParse(string? text, out AccountId id)
    {
        string[] parts = text?.Split('/') ?? [];
        bool ok = parts.Length == 3 && Array.TrueForAll(parts, part => part.Length > 0);
        id = ok ? new AccountId(parts[0], parts[1], parts[2]) : default;
        return ok;
    }
}

/// <summary>How an account stands. It is stored, so every process sees it without asking the provider.</summary>
public enum AccountStatus
{
    /// <summary>Tokens can be had.</summary>
    Active,

    /// <summary>The provider no longer takes the grant: the player has to sign in.</summary>
    SignInRequired,

    /// <summary>The provider refused the player at the last try.</summary>
    Restricted,

    /// <summary>The account was signed out, here or in another process: nothing of it is stored, and only its handle is left.</summary>
    SignedOut,
}
