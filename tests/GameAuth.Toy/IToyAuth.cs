namespace GameAuth.Toy;

/// <summary>The front door, with the source that a link of an application's own may descend from.</summary>
public interface IToyAuth : IAccounts<ToyAccount, ToySignIn>
{
    TokenSource<ToySession> Sessions { get; }
}
