namespace GameAuth.Providers;

/// <summary>What ties an account's handle to the engine. Providers pass it on and look no further.</summary>
public sealed class AccountBinding
{
    internal AccountBinding(AccountDirectory directory, AccountState state, TokenChain chain)
    {
        Directory = directory;
        State = state;
        Chain = chain;
    }

    /// <summary>The account's name in this library.</summary>
    public AccountId Id => State.Id;

    internal AccountDirectory Directory { get; }

    internal AccountState State { get; }

    internal TokenChain Chain { get; }

    internal IAccountClients Clients => Directory.Clients;

    internal Account? Handle { get; set; }

    /// <summary>How those who keep accounts alive get on with this one.</summary>
    internal (int Failures, DateTimeOffset NotBefore, int? WarmSinceDrop) Warmth { get; set; }
}
