namespace GameAuth.Providers;

/// <summary>A token of any kind: what a <see cref="TokenSource{T}"/> mints. Implementations are immutable.</summary>
public interface IToken
{
    /// <summary>When it ends, by the provider's word (<c>expires_in</c>, <c>NotAfter</c>); null means "until it is refused".</summary>
    DateTimeOffset? ExpiresAt { get; }
}
