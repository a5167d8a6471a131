namespace GameAuth;

/// <summary>How to sign in. Each provider has a subclass, with a factory per door.</summary>
public abstract record SignIn
{
    /// <summary>The account to sign in to; null means the default one, or a new one when none is stored.</summary>
    public AccountId? Account { get; init; }

    /// <summary>True asks the player even when a stored grant would do, and adds an account when <see cref="Account"/> is null. Default false.</summary>
    public bool ForcePrompt { get; init; }

    /// <summary>True lets another player take over <see cref="Account"/>; by default that fails and nothing changes.</summary>
    public bool Replace { get; init; }
}
