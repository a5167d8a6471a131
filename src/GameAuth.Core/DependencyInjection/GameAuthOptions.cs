using GameAuth.Storage;

namespace GameAuth;

/// <summary>The settings of the whole family; bound from the section <c>GameAuth</c> of the host's configuration, where there is one.</summary>
public sealed class GameAuthOptions
{
    /// <summary>The application's name: the per-user directory of the file store, and what seals are bound to. No default: letters, digits, dots, dashes and underscores.</summary>
    public string ApplicationName { get; set; } = "";

    /// <summary>True allows endpoints at <c>http://</c> on a literal loopback address, for the emulator. Default false; refused in the environment <c>Production</c>.</summary>
    public bool AllowLoopbackHttp { get; set; }

    /// <summary>True keeps every stored account's tokens fresh, used or not. Default false: an account is refreshed when it is used. <c>GameAuthBuilder.KeepAlive()</c> sets it.</summary>
    public bool KeepAlive { get; set; }

    /// <summary>
    /// How long before the end of a sign-in the event <see cref="AuthEventNames.SignInEndsSoon"/> is told. Default null: 14 days and 3 days. Empty: never. What the configuration names
    /// takes the place of the default.
    /// </summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2227", Justification = "Null is the default, and an empty list is none: the binder has to be able to set it.")]
    public IList<TimeSpan>? SignInEndsSoon { get; set; }

    /// <summary>The least that must guard the key. Default <see cref="KeyProtection.KeyFile"/>: every source. A key with less is refused at start; keys that only open older rows are not judged.</summary>
    public KeyProtection MinimumProtection { get; set; } = KeyProtection.KeyFile;

    /// <summary>What happens when the store turns up on another machine. Default <see cref="CopiedProfile.ProviderDefault"/>: each provider's own; Xbox Live keeps its tokens.</summary>
    public CopiedProfile CopiedProfile { get; set; }

    /// <summary>How tokens are minted and kept.</summary>
    public TokenOptions Tokens { get; } = new();

    /// <summary>How authenticated requests are tried.</summary>
    public AttemptOptions Attempts { get; } = new();

    internal IEnumerable<TimeSpan> SignInThresholds => SignInEndsSoon ?? [TimeSpan.FromDays(14), TimeSpan.FromDays(3)];
}
