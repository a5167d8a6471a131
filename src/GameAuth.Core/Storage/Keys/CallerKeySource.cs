namespace GameAuth.Storage;

/// <summary>The application brings the key: from its own vault, a cloud secret, or a test.</summary>
public sealed class CallerKeySource : MasterKeySource
{
    private readonly MasterKey _key;

    /// <summary>Takes the key.</summary>
    /// <param name="key">Exactly 32 random bytes; copied.</param>
    /// <exception cref="ArgumentException">The length is wrong, or every byte is the same.</exception>
    public CallerKeySource(ReadOnlySpan<byte> key) => _key = new MasterKey(key, "the application", KeyProtection.Caller);

    /// <inheritdoc/>
    public override string Name => _key.Source;

    /// <inheritdoc/>
    public override KeyProtection Protection => _key.Protection;

    /// <summary><c>caller</c>.</summary>
    public override string Kind => "caller";

    /// <inheritdoc/>
    public override ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken) => new(_key);
}
