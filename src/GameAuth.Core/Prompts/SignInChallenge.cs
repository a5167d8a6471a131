namespace GameAuth;

/// <summary>What a prompt shows. Its texts and addresses came from a server and have been checked and stripped of control characters.</summary>
public abstract record SignInChallenge
{
    private protected SignInChallenge()
    {
    }

    /// <summary>The account that is being signed in; minted before anything is asked.</summary>
    public required AccountId Account { get; init; }

    /// <summary>When the challenge ends by itself; null where the provider named no end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
