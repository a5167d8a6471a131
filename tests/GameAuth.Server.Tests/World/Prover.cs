using System.Security.Cryptography;
using GameAuth.Jose;

namespace GameAuth.Server.Tests.World;

/// <summary>A client with a key, which keeps the last nonce.</summary>
public sealed class Prover
{
    private const string Exchange = "https://auth.example.test/api/auth/toy/exchange";
    private const string Refresh = "https://auth.example.test/api/auth/refresh";

    private readonly ServerClient _client;
    private readonly DpopProofWriter _writer;

    public Prover(ServerNode node, TimeSpan clockIsOff = default)
    {
        _client = node.Connect();
        GameAuth.Testing.FakeClock clock = new(node.World.Clock.GetUtcNow() + clockIsOff);
        EcdsaJwsSigner signer = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        Thumbprint = signer.PublicKey.Thumbprint;
        _writer = new DpopProofWriter(signer, clock);
    }

    public string Thumbprint { get; }

    public string? Nonce { get; set; }

    public string Write(string address, string method = "POST", string? token = null, string? nonce = null) => _writer.Write(method, new Uri(address), token, nonce ?? Nonce);

    public async Task<Answer> PostAsync(string address, string body, string? cookie = null)
    {
        (string, string)[] headers = cookie is null ? [("DPoP", Write(address))] : [("DPoP", Write(address)), ServerClient.Cookie(cookie)];
        Answer answer = await _client.PostAsync(new Uri(address).PathAndQuery, body, "application/json", headers);
        Nonce = answer.Header("DPoP-Nonce") ?? Nonce;
        return answer;
    }

    public async Task GetNonceAsync() => Assert.Equal("dpop_nonce_required", (await PostAsync(Refresh, "{}") is { Error: "dpop_nonce_required" } answer ? answer : await ForgetAsync()).Error);

    public async Task<Answer> SignInAsync()
    {
        await GetNonceAsync();
        return await PostAsync(Exchange, _client.ExchangeBody());
    }

    private async Task<Answer> ForgetAsync()
    {
        Nonce = null;
        return await PostAsync(Refresh, "{}");
    }
}
