namespace GameAuth.Emulator;

/// <summary>How one sign-in goes: who comes, when, and what they decide.</summary>
public sealed record SignInScript
{
    /// <summary>
    /// Who signs in: the gamertag of a player, of a Hytale account the owner's UUID or a profile's username, the online id of a PSN player, or the username of a PD2 player or a Discord user. Null for the first one, also at a
    /// provider that has nobody of that name.
    /// </summary>
    public string? Player { get; init; }

    /// <summary>What the player decides; approves by default.</summary>
    public SignInDecision Decision { get; init; }

    /// <summary>
    /// How many polls of a device code are answered with <c>authorization_pending</c> before the decision is visible. A sign-in
    /// in a browser is decided at once. Default: 1.
    /// </summary>
    public int AfterPolls { get; init; } = 1;

    /// <summary>How long after a device code was issued the decision is visible, by the emulator's clock. Default: at once.</summary>
    public TimeSpan After { get; init; }
}

/// <summary>What the player does when asked to sign in.</summary>
public enum SignInDecision
{
    /// <summary>Approves.</summary>
    Approve,

    /// <summary>Declines.</summary>
    Decline,

    /// <summary>Never comes, so that the code expires.</summary>
    Never,

    /// <summary>Waits for a person on the emulated sign-in page, or for the test.</summary>
    Manual,
}

/// <summary>The sign-ins to come: each device code or visit of the authorize page takes the next script, and <see cref="Default"/> when none waits. Thread safe.</summary>
public sealed class SignInQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<SignInScript> _waiting = new();
    private readonly Func<string, bool> _isPlayer;
    private SignInScript _default = new();

    internal SignInQueue(IReadOnlyList<SignInScript> scripts, Func<string, bool> isPlayer)
    {
        _isPlayer = isPlayer;
        foreach (SignInScript script in scripts.SkipLast(1)) { Enqueue(script); }
        if (scripts.Count > 0) { Default = scripts[^1]; }
    }

    /// <summary>How a sign-in goes when no script waits.</summary>
    /// <exception cref="EmulatorException">The script names a player whom the emulator does not have.</exception>
    public SignInScript Default
    {
        get { lock (_gate) { return _default; } }

        set
        {
            Check(value);
            lock (_gate) { _default = value; }
        }
    }

    /// <summary>Adds a script for a sign-in to come.</summary>
    /// <param name="script">How that sign-in goes.</param>
    /// <exception cref="EmulatorException">The script names a player whom the emulator does not have.</exception>
    public void Enqueue(SignInScript script)
    {
        Check(script);
        lock (_gate) { _waiting.Enqueue(script); }
    }

    internal SignInScript Next()
    {
        lock (_gate) { return _waiting.TryDequeue(out SignInScript? script) ? script : _default; }
    }

    private void Check(SignInScript script)
    {
        ArgumentNullException.ThrowIfNull(script);
        if (script.Player is { } player && !_isPlayer(player))
        {
            throw new EmulatorException($"The sign-in script names the player '{player}', whom the emulator does not have. Add the player to EmulatorOptions.Players (or the account to HytaleEmulatorOptions.Accounts, or the player to PsnEmulatorOptions.Players or Pd2EmulatorOptions.Players, or the user to DiscordEmulatorOptions.Users), or name one of those.");
        }
    }
}
