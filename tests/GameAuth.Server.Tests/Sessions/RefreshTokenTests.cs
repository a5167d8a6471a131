using System.Buffers.Text;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace GameAuth.Server.Tests.Sessions;

public sealed class RefreshTokenTests
{
    private static readonly byte[] Handle = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Key = Engine.Thumbprint("a key");

    private readonly SessionKey[] _keys = Keys("new", "old");

    private static SessionKey[] Keys(params string[] masters) => Engine.KeysOf(masters).GetAsync(default).AsTask().GetAwaiter().GetResult();

    private RefreshToken? Read(string text, byte[]? thumbprint = null) => RefreshToken.TryRead(_keys, text, thumbprint);

    [Fact]
    public void Section_2_2_A_refresh_token_holds_256_random_bits_that_nobody_can_guess()
    {
        Assert.Equal(256, RefreshToken.HandleSize * 8);
        string text = RefreshToken.Write(_keys[0], Handle, 7, []);
        Assert.Equal(RefreshToken.TextLength, text.Length);
        Assert.Equal(Handle, Base64Url.DecodeFromChars(text).AsSpan(5, 32));
    }

    [Fact]
    public void What_is_written_is_read()
    {
        foreach (int generation in (int[])[0, 1, 255, 256, 65_536, int.MaxValue - 1])
        {
            RefreshToken token = Read(RefreshToken.Write(_keys[0], Handle, generation, []))!;
            Assert.Equal((FamilyId.Of(Handle), generation, false), (token.Family, token.Generation, token.IsKeyProven));
        }
    }

    [Fact]
    public void The_last_generation_is_refused_since_it_has_no_successor() => Assert.Null(Read(RefreshToken.Write(_keys[0], Handle, int.MaxValue, [])));

    [Fact]
    public void The_same_token_is_made_again()
    {
        string text = RefreshToken.Write(_keys[0], Handle, 7, Key);
        Assert.Equal(text, RefreshToken.Write(_keys[0], Handle, 7, Key));
        Assert.NotEqual(text, RefreshToken.Write(_keys[0], Handle, 8, Key));
    }

    [Fact]
    public void A_bound_token_is_right_with_its_key_alone()
    {
        string text = RefreshToken.Write(_keys[0], Handle, 7, Key);
        Assert.True(Read(text, Key)!.IsKeyProven);
        Assert.Null(Read(text));
        Assert.Null(Read(text, Engine.Thumbprint("another key")));
    }

    [Fact]
    public void A_token_that_is_not_bound_is_right_with_any_proof()
    {
        string text = RefreshToken.Write(_keys[0], Handle, 7, []);
        Assert.False(Read(text)!.IsKeyProven);
        Assert.False(Read(text, Key)!.IsKeyProven);
    }

    [Fact]
    public void A_previous_master_key_still_checks_and_the_current_one_writes()
    {
        SessionKey[] old = Keys("old");
        string before = RefreshToken.Write(old[0], Handle, 7, Key);
        RefreshToken token = Read(before, Key)!;
        Assert.Equal(7, token.Generation);
        Assert.Null(RefreshToken.TryRead(Keys("new"), before, Key));
        Assert.Null(RefreshToken.TryRead(old, RefreshToken.Write(_keys[0], Handle, 8, Key), Key));
    }

    [Fact]
    public void A_token_of_another_application_or_purpose_is_refused()
    {
        // The same bytes under the same id, but with the key of another purpose.
        SessionKey twisted = new("x", _keys[0].FirstAnswer, _keys[0].RefreshToken, default, default);
        SessionKey right = new("x", _keys[0].RefreshToken, _keys[0].FirstAnswer, default, default);
        string text = RefreshToken.Write(twisted, Handle, 7, []);
        Assert.NotNull(RefreshToken.TryRead([twisted], text, []));
        Assert.Null(RefreshToken.TryRead([right], text, []));
    }

    [Fact]
    public void A_token_flipped_in_any_bit_is_refused()
    {
        foreach (byte[] thumbprint in (byte[][])[[], Key])
        {
            byte[] token = Base64Url.DecodeFromChars(RefreshToken.Write(_keys[0], Handle, 7, thumbprint));
            for (int bit = 0; bit < token.Length * 8; bit++)
            {
                byte[] flipped = [.. token];
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Null(Read(Base64Url.EncodeToString(flipped), thumbprint));
            }
        }
    }

    [Fact]
    public void A_token_has_one_spelling()
    {
        string text = RefreshToken.Write(_keys[0], Handle, 7, []);
        for (int i = 0; i < text.Length; i++)
        {
            for (char c = '\0'; c < 0x100; c++)
            {
                if (c != text[i])
                {
                    Assert.Null(Read(string.Concat(text.AsSpan(0, i), [c], text.AsSpan(i + 1))));
                }
            }
        }

        foreach (string other in (string[])["", " " + text, text + " ", text + "=", text + "==", text[..^1], text[1..], text + text, text.ToUpperInvariant(), "\u00c5" + text[1..]])
        {
            Assert.Null(Read(other));
        }
    }

    [Fact]
    public void No_text_throws()
    {
        Arbitrary<string> texts = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>(),
            Gen.Choose(0, 0xFFFF).Select(c => (char)c).ArrayOf().Select(chars => new string(chars)),
            from bytes in ArbMap.Default.GeneratorFor<byte[]>() select Base64Url.EncodeToString(bytes),
            from bytes in ArbMap.Default.GeneratorFor<byte>().ArrayOf(73) select Base64Url.EncodeToString(Versioned(bytes)),
            from c in Gen.Elements("ABCxyz019-_= \n\0\u00e9".ToCharArray()).ArrayOf(RefreshToken.TextLength) select new string(c)).ToArbitrary();
        Prop.ForAll(texts, text => text is null || (Read(text) is null && Read(text, Key) is null)).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void A_token_prints_no_handle()
    {
        string text = RefreshToken.Write(_keys[0], Handle, 7, []);
        Assert.DoesNotContain(text[8..40], Read(text)!.ToString(), StringComparison.Ordinal);
    }

    // Of the right shape, so that it comes as far as the MAC.
    private byte[] Versioned(byte[] bytes)
    {
        bytes[0] = 1;
        _keys[0].Id.Span.CopyTo(bytes.AsSpan(1));
        bytes[37] &= 0x7F;
        return bytes;
    }
}
