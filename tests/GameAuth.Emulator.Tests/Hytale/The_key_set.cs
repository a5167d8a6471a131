using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class The_key_set : HytaleTest
{
    [Fact]
    public async Task Has_the_key_that_signs_and_says_how_long_it_is_fresh()
    {
        WireAnswer answer = await Client.KeysAsync();

        JsonObject key = Assert.Single(answer.Json["keys"]!.AsArray())!.AsObject();
        Assert.Equal(["kty", "alg", "use", "kid", "crv", "x"], key.Select(member => member.Key));
        Assert.Equal(("OKP", "EdDSA", "sig", "Ed25519"), (key["kty"]!.ToString(), key["alg"]!.ToString(), key["use"]!.ToString(), key["crv"]!.ToString()));
        Assert.Equal(Emulator.Hytale.SigningKeyId, key["kid"]!.ToString());
        Assert.Equal(32, Base64Url.DecodeFromChars(key["x"]!.ToString()).Length);
        Assert.Equal(TimeSpan.FromHours(1), answer.Message.Headers.CacheControl!.MaxAge);
        Assert.True(answer.Message.Headers.CacheControl.Public);
        Assert.False(answer.Message.Headers.CacheControl.NoStore);
        Assert.Equal(1, Emulator.Log.Count("hytale.jwks"));
    }

    [Fact]
    public async Task Is_not_sent_again_while_it_is_the_same()
    {
        string tag = (await Client.KeysAsync()).Header("ETag")!;

        WireAnswer same = await Client.KeysAsync("\"other\", " + tag);
        Emulator.Hytale.RotateKeys();
        WireAnswer changed = await Client.KeysAsync(tag);

        Assert.Equal((HttpStatusCode.NotModified, 0, tag), (same.Status, same.Bytes.Length, same.Header("ETag")));
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.NotEqual(tag, changed.Header("ETag"));
    }

    [Fact]
    public async Task Keeps_the_old_key_or_not()
    {
        string first = Emulator.Hytale.SigningKeyId;
        string second = Emulator.Hytale.RotateKeys();
        Assert.Equal([first, second], await KidsAsync());
        string third = Emulator.Hytale.RotateKeys(keepOld: false);

        Assert.Equal([third], await KidsAsync());
        Assert.Equal(third, new Token(Emulator.Hytale.IssueToken()).Header["kid"]!.ToString());
    }

    [Fact]
    public async Task Announces_a_key_before_it_signs()
    {
        string first = Emulator.Hytale.SigningKeyId;
        string next = Emulator.Hytale.AnnounceKey();

        Assert.Equal([first, next], await KidsAsync());
        Assert.Equal((first, next), (Emulator.Hytale.SigningKeyId, Emulator.Hytale.AnnounceKey()));
        Assert.Equal(first, new Token(Emulator.Hytale.IssueToken()).Header["kid"]!.ToString());
        Assert.Equal(next, Emulator.Hytale.RotateKeys());
        Assert.Equal(next, new Token((await SessionAsync())["sessionToken"]).Header["kid"]!.ToString());
    }

    [OpenSslFact]
    public async Task Verifies_what_each_of_its_keys_signed()
    {
        string before = (await SessionAsync())["sessionToken"];
        Emulator.Hytale.RotateKeys();
        string after = (await SessionAsync())["sessionToken"];
        JsonNode keys = (await Client.KeysAsync()).Json;

        Assert.True(new Token(before).VerifiesIn(keys));
        Assert.True(new Token(after).VerifiesIn(keys));
    }

    [Fact]
    public async Task May_be_hostile()
    {
        string current = Emulator.Hytale.SigningKeyId;

        JsonArray twice = await TrickAsync(HytaleJwksTrick.DuplicateKid);
        Assert.Equal([current, current], twice.Select(key => key!["kid"]!.ToString()));
        Assert.NotEqual(twice[0]!["x"]!.ToString(), twice[1]!["x"]!.ToString());
        Assert.Equal("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", (await TrickAsync(HytaleJwksTrick.SmallOrder))[1]!["x"]!.ToString());
        Assert.Equal("7v_______________________________________38", (await TrickAsync(HytaleJwksTrick.NonCanonical))[1]!["x"]!.ToString());
        Assert.NotNull((await TrickAsync(HytaleJwksTrick.PrivateMember))[0]!["d"]);
        Assert.Equal("Ed448", (await TrickAsync(HytaleJwksTrick.WrongCurve))[0]!["crv"]!.ToString());
        Assert.Equal(31, Base64Url.DecodeFromChars((await TrickAsync(HytaleJwksTrick.ShortKey))[0]!["x"]!.ToString()).Length);
        Assert.Equal("enc", (await TrickAsync(HytaleJwksTrick.ForEncryption))[0]!["use"]!.ToString());
        Assert.Null((await TrickAsync(HytaleJwksTrick.NoKid))[0]!["kid"]);
        JsonArray many = await TrickAsync(HytaleJwksTrick.ManyKeys);
        Assert.Equal((40, 40), (many.Count, many.Select(key => key!["kid"]!.ToString()).Distinct().Count()));
        Assert.Empty(await TrickAsync(HytaleJwksTrick.Empty));
        Assert.Equal(current, Assert.Single(await TrickAsync(HytaleJwksTrick.None))!["kid"]!.ToString());
    }

    [Fact]
    public async Task May_be_huge_or_no_json()
    {
        Emulator.Hytale.JwksTrick = HytaleJwksTrick.Huge;
        Assert.InRange((await Client.KeysAsync()).Bytes.Length, 100 * 1024, 110 * 1024);
        Emulator.Hytale.JwksTrick = HytaleJwksTrick.NotJson;
        string text = (await Client.KeysAsync()).Text;
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(text));
        Emulator.Hytale.JwksTrick = HytaleJwksTrick.None;
        Emulator.Faults.Add(new Fault { At = "hytale.jwks", Status = 503 });
        Assert.Equal(503, (int)(await Client.KeysAsync()).Status);
        Assert.Equal(200, (int)(await Client.KeysAsync()).Status);
    }

    private async Task<JsonArray> TrickAsync(HytaleJwksTrick trick)
    {
        Emulator.Hytale.JwksTrick = trick;
        return (await Client.KeysAsync()).Json["keys"]!.AsArray();
    }

    private async Task<string[]> KidsAsync() => [.. (await Client.KeysAsync()).Json["keys"]!.AsArray().Select(key => key!["kid"]!.ToString())];
}
