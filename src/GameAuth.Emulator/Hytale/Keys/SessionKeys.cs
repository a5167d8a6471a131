using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GameAuth.Emulator.AuthorizationServer;

namespace GameAuth.Emulator.Hytale.Keys;

/// <summary>The keys of the sessions host: those it publishes, and the one that signs. Not thread safe: the emulator serializes access.</summary>
internal sealed class SessionKeys
{
    private readonly List<SessionKey> _published = [];
    private SessionKey? _announced;
    private int _made;

    public SessionKeys()
    {
        Current = Make();
        _published.Add(Current);
    }

    public SessionKey Current { get; private set; }

    public IReadOnlyList<SessionKey> Published => _published;

    /// <summary>Publishes a key that signs only from the next <see cref="Rotate"/> on.</summary>
    public SessionKey Announce()
    {
        if (_announced is not null) { return _announced; }
        _announced = Make();
        _published.Add(_announced);
        return _announced;
    }

    public SessionKey Rotate(bool keepOld)
    {
        SessionKey next = Announce();
        _announced = null;
        if (!keepOld) { _published.RemoveAll(key => key != next); }
        return Current = next;
    }

    /// <summary>A kid that counts up, so that a person who reads a log sees which came first.</summary>
    private SessionKey Make() =>
        new(string.Create(CultureInfo.InvariantCulture, $"emulator-{++_made}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}"));
}

/// <summary>A key that signs session, identity and server access tokens.</summary>
internal sealed class SessionKey(string kid)
{
    private readonly Lazy<Ed25519Signer> _signer = new(() => new Ed25519Signer(RandomNumberGenerator.GetBytes(32)));

    public string Kid => kid;

    public Ed25519Signer Signer => _signer.Value;

    public JsonObject Jwk => JwkOf(kid, Signer.PublicKey);

    public static JsonObject JwkOf(string kid, ReadOnlySpan<byte> x) => new()
    {
        ["kty"] = "OKP", ["alg"] = "EdDSA", ["use"] = "sig", ["kid"] = kid, ["crv"] = "Ed25519", ["x"] = Base64Url.EncodeToString(x),
    };
}
