namespace GameAuth.Toy;

/// <summary>A session with its badge, or the word that the device token was refused.</summary>
internal sealed record ToySessionResult(ToySession? Session, ToyBadge? Badge, ProviderException? Failure);
