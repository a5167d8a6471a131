namespace GameAuth.Toy;

public interface IToyAuth : IAccounts<ToyAccount>
{
    /// <summary>What a link of the user's own may stand on.</summary>
    ToySessions Sessions { get; }

    ToyBadges Badges { get; }
}
