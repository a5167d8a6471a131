namespace GameAuth.Toy;

/// <summary>The front door, with the links that a user's own link may descend from.</summary>
public interface IToyAuth : IAccounts<ToyAccount, ToySignIn>
{
    ToySessions Sessions { get; }

    ToyBadges Badges { get; }
}
