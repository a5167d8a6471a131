using System.Buffers;
using System.Text;
using System.Text.Json;
using GameAuth.Jose.Tests.Oracles;

namespace GameAuth.Jose.Tests;

public class JsonWebKeySetTests
{
    [Fact]
    public void Unknown_and_refused_keys_are_left_out_and_named()
    {
        JsonWebKeySet set = Read(Key(1, "a"), """{"kty":"ML-DSA","kid":"later"}""", """{"kty":"oct","k":"AAAA","kid":"secret"}""", "7", Key(2, "b"));
        Assert.Equal(["a", "b"], set.Keys.Select(static key => key.KeyId));
        Assert.Equal(
            [(1, "later", JwkError.UnknownKeyType), (2, "secret", JwkError.PrivateKey), (3, null, JwkError.NotJson)],
            set.Refused.Select(static one => (one.Index, one.KeyId, one.Error)));
    }

    [Fact]
    public void Two_keys_of_one_id_are_both_refused()
    {
        JsonWebKeySet set = Read(Key(1, "same"), Key(2, "other"), Key(3, "same"));
        Assert.Equal("other", Assert.Single(set.Keys).KeyId);
        Assert.Equal([(0, JwkError.DuplicateKeyId), (2, JwkError.DuplicateKeyId)], set.Refused.Select(static one => (one.Index, one.Error)));
        Assert.False(set.TryGetKey("same", out _));
    }

    [Fact]
    public void The_same_key_twice_is_one()
    {
        JsonWebKeySet set = Read(Key(1, "same"), Key(1, "same"), Key(1, "alias"));
        Assert.Equal(["same", "alias"], set.Keys.Select(static key => key.KeyId));
        Assert.Empty(set.Refused);
    }

    [Fact]
    public void A_key_is_found_by_the_id_of_a_header()
    {
        JsonWebKeySet set = Read(Key(1, "emu-key"), Key(2, "ä key"));
        foreach ((string id, bool known) in ((string, bool)[])[("emu-key", true), ("ä key", true), ("\\u0065mu-key", true), ("Emu-key", false), ("emu-key2", false)])
        {
            byte[] token = Make.Token($"{{\"alg\":\"EdDSA\",\"kid\":\"{id}\"}}", "{}");
            Assert.Equal(JwsError.None, CompactJws.TryRead(token, new byte[token.Length], out CompactJws jws));
            Assert.Equal(known, set.TryGetKey(jws.KeyId, out _));
        }

        Assert.False(set.TryGetKey(default(JsonText), out _));
    }

    [Fact]
    public void Finding_a_key_allocates_nothing()
    {
        JsonWebKeySet set = Read(Key(1, "emu-key"), Key(2, "b"));
        byte[] token = Make.Token("{}");
        CompactJws.TryRead(token, new byte[token.Length], out CompactJws jws);
        set.TryGetKey(jws.KeyId, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool found = set.TryGetKey(jws.KeyId, out _);
        Assert.Equal((true, 0), (found, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    [Theory]
    [InlineData("{}", JwkError.NotJson)]
    [InlineData("[]", JwkError.NotJson)]
    [InlineData("""{"keys":{}}""", JwkError.NotJson)]
    [InlineData("""{"keys":[],"keys":[]}""", JwkError.NotJson)]
    [InlineData("""{"keys":[]}""", JwkError.NoUsableKey)]
    [InlineData("""{"keys":[{"kty":"oct"}]}""", JwkError.NoUsableKey)]
    public void A_text_without_a_usable_key_is_no_set(string json, JwkError expected)
    {
        Assert.False(JsonWebKeySet.TryParse(Encoding.UTF8.GetBytes(json), out JsonWebKeySet? set, out JwkError error));
        Assert.Null(set);
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData(32, JwkError.None)]
    [InlineData(33, JwkError.TooLarge)]
    public void A_set_has_so_many_keys_and_no_more(int count, JwkError expected)
    {
        string[] keys = [Key(1, "a"), .. Enumerable.Repeat("{}", count - 1)];
        bool taken = JsonWebKeySet.TryParse(Encoding.UTF8.GetBytes($"{{\"keys\":[{string.Join(',', keys)}]}}"), out _, out JwkError error);
        Assert.Equal(expected == JwkError.None, taken);
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData(65536, JwkError.None)]
    [InlineData(65537, JwkError.TooLarge)]
    public void A_set_is_so_long_and_no_longer(int length, JwkError expected)
    {
        byte[] json = Encoding.UTF8.GetBytes($"{{\"keys\":[{Key(1, "a")}]}}");
        bool taken = JsonWebKeySet.TryParse((byte[])[.. json, .. Enumerable.Repeat((byte)' ', length - json.Length)], out _, out JwkError error);
        Assert.Equal(expected == JwkError.None, taken);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void What_is_published_is_read_again()
    {
        JsonWebKeySet set = JsonWebKeySet.Of(Make.Key, JsonWebKey.FromEd25519(new TestSigner(9).Key, "next"));
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            set.WriteTo(writer);
        }

        Assert.True(JsonWebKeySet.TryParse(json.WrittenMemory, out JsonWebKeySet? again, out _));
        Assert.Equal(set.Keys.Select(static key => (key.KeyId, key.Thumbprint)), again.Keys.Select(static key => (key.KeyId, key.Thumbprint)));
    }

    internal static string Key(byte seed, string id)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            JsonWebKey.FromEd25519(new TestSigner(seed).Key, id).WriteTo(writer);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    private static JsonWebKeySet Read(params string[] keys)
    {
        Assert.True(JsonWebKeySet.TryParse(Encoding.UTF8.GetBytes($"{{\"keys\":[{string.Join(',', keys)}]}}"), out JsonWebKeySet? set, out JwkError error), $"{error}");
        return set;
    }
}
