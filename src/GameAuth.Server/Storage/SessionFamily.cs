using System.Buffers.Text;
using System.Security.Cryptography;

namespace GameAuth.Server;

/// <summary>A family: everything that began with one sign-in. One row, whose generation counts the refreshes.</summary>
public sealed record SessionFamily
{
    /// <summary>Its id.</summary>
    public required FamilyId Id { get; init; }

    /// <summary>The player, as the application knows him: the claim <c>sub</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Who verified the player, such as <c>discord</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The player's id there.</summary>
    public required string ProviderSubject { get; init; }

    /// <summary>The name of the <see cref="SessionProfile"/> that it was made with.</summary>
    public required string Profile { get; init; }

    /// <summary>The client that its tokens are issued to: the claim <c>client_id</c>.</summary>
    public required string ClientId { get; init; }

    /// <summary>More claims of its access tokens: a JSON object of strings in UTF-8, or none.</summary>
    public ReadOnlyMemory<byte> Claims { get; init; }

    /// <summary>The SHA-256 thumbprint (RFC 7638) of the key that its refresh tokens are bound to, 32 bytes; none for a family that is not bound.</summary>
    public ReadOnlyMemory<byte> KeyThumbprint { get; init; }

    /// <summary>Whether it lives.</summary>
    public required FamilyStatus Status { get; init; }

    /// <summary>Why it ended: a word of <see cref="EndReasons"/> or of the application; null while it is active.</summary>
    public string? EndReason { get; init; }

    /// <summary>How often it was refreshed: the generation of its current refresh token.</summary>
    public required int Generation { get; init; }

    /// <summary>The highest generation of which an access token was seen in use; -1 before the first.</summary>
    public required int AcknowledgedGeneration { get; init; }

    /// <summary>When it was created (UTC, the store's clock, as all times here).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its current generation was made.</summary>
    public required DateTimeOffset RotatedAt { get; init; }

    /// <summary>When it ends unless it is refreshed; never after <see cref="EndsAt"/>.</summary>
    public required DateTimeOffset IdleEndsAt { get; init; }

    /// <summary>When it ends at the latest.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>A keyed hash of the network of the last refresh, 32 bytes or none.</summary>
    public ReadOnlyMemory<byte> NetworkHash { get; init; }

    /// <summary>A keyed hash of the user agent of the last refresh, 32 bytes or none.</summary>
    public ReadOnlyMemory<byte> UserAgentHash { get; init; }

    /// <summary>What its first answer is made from again, sealed; none once the answer was acknowledged.</summary>
    public ReadOnlyMemory<byte> FirstAnswer { get; init; }

    /// <summary>Whether it can be refreshed at a time: active, not idle, not over.</summary>
    /// <param name="now">The store's time.</param>
    /// <returns>Whether it lives.</returns>
    public bool IsLive(DateTimeOffset now) => Status == FamilyStatus.Active && now < IdleEndsAt && now < EndsAt;
}

/// <summary>The id of a family: the SHA-256 of its handle. It is no secret: the handle can't be found from it. It is the claim <c>sid</c> of the family's access tokens.</summary>
public readonly struct FamilyId : IEquatable<FamilyId>
{
    /// <summary>The length of an id in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private readonly byte[]? _bytes;

    /// <summary>Wraps an id.</summary>
    /// <param name="bytes">Exactly <see cref="Size"/> bytes; copied.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public FamilyId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A family's id has {Size} bytes; these are {bytes.Length}.", nameof(bytes));
        }

        _bytes = bytes.ToArray();
    }

    /// <summary>The bytes; none for the default value.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Compares two ids.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are the same.</returns>
    public static bool operator ==(FamilyId left, FamilyId right) => left.Equals(right);

    /// <summary>Compares two ids.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(FamilyId left, FamilyId right) => !left.Equals(right);

    /// <summary>The id of the family with a handle.</summary>
    /// <param name="handle">The handle of a refresh token.</param>
    /// <returns>Its SHA-256.</returns>
    public static FamilyId Of(ReadOnlySpan<byte> handle) => new(SHA256.HashData(handle));

    /// <summary>Reads an id as <see cref="ToString"/> writes it.</summary>
    /// <param name="text">43 characters of base64url without padding.</param>
    /// <param name="id">The id.</param>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out FamilyId id)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool isId = text.Length == Base64Url.GetEncodedLength(Size) && Base64Url.IsValid(text, out int length) && length == Size
            && Base64Url.TryDecodeFromChars(text, bytes, out int written) && written == Size;
        id = isId ? new FamilyId(bytes) : default;
        return isId;
    }

    /// <inheritdoc/>
    public bool Equals(FamilyId other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FamilyId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _bytes is null ? 0 : BitConverter.ToInt32(_bytes);

    /// <summary>The id as base64url without padding.</summary>
    /// <returns>43 characters; empty for the default value.</returns>
    public override string ToString() => Base64Url.EncodeToString(Bytes.Span);
}

/// <summary>Whether a family lives, and how it ended. The values are stored and never change.</summary>
public enum FamilyStatus
{
    /// <summary>Its current refresh token can be used, until the family is idle or over.</summary>
    Active = 0,

    /// <summary>It was ended: a logout, an administrator, a new sign-in in its place.</summary>
    Revoked = 1,

    /// <summary>An old refresh token was used again: somebody else has a copy.</summary>
    Compromised = 2,
}

/// <summary>A family to create.</summary>
public sealed record NewFamily
{
    /// <summary>See <see cref="SessionFamily.Id"/>.</summary>
    public required FamilyId Id { get; init; }

    /// <summary>See <see cref="SessionFamily.Subject"/>; 1 to 256 characters.</summary>
    public required string Subject { get; init; }

    /// <summary>See <see cref="SessionFamily.Provider"/>; 1 to 64 characters.</summary>
    public required string Provider { get; init; }

    /// <summary>See <see cref="SessionFamily.ProviderSubject"/>; 1 to 256 characters.</summary>
    public required string ProviderSubject { get; init; }

    /// <summary>See <see cref="SessionFamily.Profile"/>; 1 to 64 characters.</summary>
    public required string Profile { get; init; }

    /// <summary>See <see cref="SessionFamily.ClientId"/>; 1 to 256 characters.</summary>
    public required string ClientId { get; init; }

    /// <summary>See <see cref="SessionFamily.Claims"/>; at most 2 KiB.</summary>
    public ReadOnlyMemory<byte> Claims { get; init; }

    /// <summary>See <see cref="SessionFamily.KeyThumbprint"/>.</summary>
    public ReadOnlyMemory<byte> KeyThumbprint { get; init; }

    /// <summary>How long it lives at most.</summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary>How long it lives without a refresh.</summary>
    public required TimeSpan IdleLifetime { get; init; }

    /// <summary>See <see cref="SessionFamily.NetworkHash"/>.</summary>
    public ReadOnlyMemory<byte> NetworkHash { get; init; }

    /// <summary>See <see cref="SessionFamily.UserAgentHash"/>.</summary>
    public ReadOnlyMemory<byte> UserAgentHash { get; init; }

    /// <summary>See <see cref="SessionFamily.FirstAnswer"/>; at most 4 KiB.</summary>
    public ReadOnlyMemory<byte> FirstAnswer { get; init; }

    /// <summary>A keyed hash of the nonce of the exchange, 32 bytes. It is another space than that of <see cref="ISessionStore.UseOnceAsync"/>.</summary>
    public required ReadOnlyMemory<byte> Nonce { get; init; }

    /// <summary>How long the nonce stays taken.</summary>
    public required TimeSpan NonceLifetime { get; init; }
}

/// <summary>One step of a family.</summary>
public sealed record FamilyStep
{
    /// <summary>The family.</summary>
    public required FamilyId Id { get; init; }

    /// <summary>The generation that the caller saw; the step fails where it has changed.</summary>
    public required int From { get; init; }

    /// <summary>The generation afterwards; more than <see cref="From"/>.</summary>
    public required int To { get; init; }

    /// <summary>How long the family now lives without a refresh; its absolute end stays.</summary>
    public required TimeSpan IdleLifetime { get; init; }

    /// <summary>See <see cref="SessionFamily.NetworkHash"/>.</summary>
    public ReadOnlyMemory<byte> NetworkHash { get; init; }

    /// <summary>See <see cref="SessionFamily.UserAgentHash"/>.</summary>
    public ReadOnlyMemory<byte> UserAgentHash { get; init; }
}

/// <summary>The answer of <see cref="ISessionStore.CreateFamilyAsync"/>.</summary>
/// <param name="IsCreated">Whether the family was created; false where its nonce was taken before.</param>
/// <param name="Family">The family that was created, or the one that took the nonce; null where that one is gone.</param>
/// <param name="Now">The store's time.</param>
public readonly record struct CreatedFamily(bool IsCreated, SessionFamily? Family, DateTimeOffset Now);

/// <summary>The answer of <see cref="ISessionStore.FindFamilyAsync"/>.</summary>
/// <param name="Family">The family, or null.</param>
/// <param name="Now">The store's time.</param>
public readonly record struct FoundFamily(SessionFamily? Family, DateTimeOffset Now);

/// <summary>The answer of <see cref="ISessionStore.AdvanceFamilyAsync"/>.</summary>
/// <param name="HasMoved">Whether this call moved it.</param>
/// <param name="Family">The family as it is now, or null where there is none.</param>
/// <param name="Now">The store's time; the <see cref="SessionFamily.RotatedAt"/> of a family that has moved.</param>
public readonly record struct AdvancedFamily(bool HasMoved, SessionFamily? Family, DateTimeOffset Now);
