using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace GameAuth.Server.Tests.Sessions;

public sealed class FirstAnswerTests
{
    private static readonly byte[] Handle = RandomNumberGenerator.GetBytes(32);
    private static readonly FamilyId Family = FamilyId.Of(Handle);
    private static readonly byte[] Body = "{\"code\":\"1\"}"u8.ToArray();

    private readonly SessionKey[] _keys = Engine.KeysOf("new", "old").GetAsync(default).AsTask().GetAwaiter().GetResult();

    private static FirstAnswer Make(byte[]? thumbprint = null, int members = 1) => new(
        Handle, Body, thumbprint, Enumerable.Range(0, members).ToDictionary(i => $"member{i}", i => $"value é {i}", StringComparer.Ordinal));

    [Fact]
    public void What_is_sealed_is_opened()
    {
        foreach (SessionKey key in _keys)
        {
            FirstAnswer opened = FirstAnswer.TryOpen(_keys, Family, Make(members: 3).Seal(key, Family))!;
            Assert.Equal(Handle, opened.Handle.ToArray());
            Assert.Equal(Make(members: 3).Members, opened.Members);
            Assert.True(opened.Answers(Body, []));
            Assert.False(opened.Answers("{\"code\":\"2\"}"u8, []));
            Assert.False(opened.Answers(Body, Engine.Thumbprint("a key")));
        }
    }

    [Fact]
    public void A_bound_answer_is_for_its_key()
    {
        FirstAnswer opened = FirstAnswer.TryOpen(_keys, Family, Make(Engine.Thumbprint("a key"), members: 0).Seal(_keys[0], Family))!;
        Assert.True(opened.Answers(Body, Engine.Thumbprint("a key")));
        Assert.False(opened.Answers(Body, []));
        Assert.Empty(opened.Members);
    }

    [Fact]
    public void An_answer_that_was_moved_to_another_family_does_not_open() =>
        Assert.Null(FirstAnswer.TryOpen(_keys, FamilyId.Of([1]), Make().Seal(_keys[0], Family)));

    [Fact]
    public async Task Another_master_key_opens_nothing()
    {
        SessionKey[] other = await Engine.KeysOf("other").GetAsync(default);
        byte[] sealedAnswer = Make().Seal(_keys[0], Family);
        Assert.Null(FirstAnswer.TryOpen(other, Family, sealedAnswer));
        other[0].Id.Span.CopyTo(sealedAnswer.AsSpan(1));
        Assert.Null(FirstAnswer.TryOpen(other, Family, sealedAnswer));
    }

    [Fact]
    public void An_answer_flipped_in_any_bit_or_cut_does_not_open()
    {
        byte[] sealedAnswer = Make().Seal(_keys[0], Family);
        for (int bit = 0; bit < sealedAnswer.Length * 8; bit++)
        {
            byte[] flipped = [.. sealedAnswer];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(FirstAnswer.TryOpen(_keys, Family, flipped));
        }

        for (int length = 0; length < sealedAnswer.Length; length++)
        {
            Assert.Null(FirstAnswer.TryOpen(_keys, Family, sealedAnswer.AsSpan(0, length)));
        }
    }

    [Fact]
    public void No_bytes_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => FirstAnswer.TryOpen(_keys, Family, bytes) is null).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Two_seals_of_one_answer_differ_and_hold_no_plain_text()
    {
        byte[] one = Make().Seal(_keys[0], Family);
        Assert.NotEqual(one, Make().Seal(_keys[0], Family));
        Assert.DoesNotContain("member0", Encoding.Latin1.GetString(one), StringComparison.Ordinal);
        Assert.DoesNotContain(Encoding.Latin1.GetString(Handle), Encoding.Latin1.GetString(one), StringComparison.Ordinal);
    }

    [Fact]
    public void Members_that_are_too_many_are_told_with_the_limit()
    {
        Assert.Equal(4096, SessionStoreLimits.FirstAnswer);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Make(members: 200).Seal(_keys[0], Family));
        Assert.Contains("it has at most", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("value", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_prints_neither_handle_nor_members() => Assert.Equal("[first answer with 1 members]", Make().ToString());
}
