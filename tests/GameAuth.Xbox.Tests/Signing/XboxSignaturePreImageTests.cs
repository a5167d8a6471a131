using System.Text;

namespace GameAuth.Xbox.Tests.Signing;

public sealed class XboxSignaturePreImageTests
{
    private static readonly DateTimeOffset s_at = DateTimeOffset.FromFileTime(1);

    [Fact]
    public void An_empty_request_still_has_every_terminator() =>
        Assert.Equal("00000001" + "00" + "0000000000000001" + "00" + "00" + "00" + "00" + "00", Hex(XboxSignaturePolicy.Default, default));

    [Fact]
    public void Extra_header_values_come_between_authorization_and_body() =>
        Assert.EndsWith(
            Convert.ToHexString("A\0one\0\0B\0"u8),
            Hex(new XboxSignaturePolicy { ExtraHeaders = ["X-One", "X-Two"] }, new() { Authorization = "A", ExtraHeaderValues = ["one", ""], Body = "B"u8 }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "")]
    [InlineData(2, "ab")]
    [InlineData(3, "abc")]
    [InlineData(4294967295, "abc")]
    public void The_body_is_cut_at_the_policy_limit(long limit, string signed) =>
        Assert.EndsWith(
            "000000" + Convert.ToHexString(Encoding.ASCII.GetBytes(signed)) + "00",
            Hex(new XboxSignaturePolicy { MaxBodyBytes = limit }, new() { Body = "abc"u8 }),
            StringComparison.Ordinal);

    [Fact]
    public void Text_beyond_ascii_is_signed_as_utf_8() =>
        Assert.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes("/\u00e9\U0001f3ae")), Hex(XboxSignaturePolicy.Default, new() { PathAndQuery = "/\u00e9\U0001f3ae" }), StringComparison.Ordinal);

    [Fact]
    public void A_nul_in_the_method_is_refused() => AssertRefused(() => Hex(XboxSignaturePolicy.Default, new() { Method = "GET\0/" }));

    [Fact]
    public void A_nul_in_the_target_is_refused() => AssertRefused(() => Hex(XboxSignaturePolicy.Default, new() { PathAndQuery = "/\0" }));

    [Fact]
    public void A_nul_in_the_authorization_is_refused() => AssertRefused(() => Hex(XboxSignaturePolicy.Default, new() { Authorization = "\0" }));

    [Fact]
    public void A_method_beyond_ascii_is_refused() => AssertRefused(() => Hex(XboxSignaturePolicy.Default, new() { Method = "G\u00c9T" }));

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => AssertRefused(() => Hex(XboxSignaturePolicy.Default, new() { PathAndQuery = "/\ud83c" }));

    [Fact]
    public void Fewer_extra_values_than_the_policy_names_are_refused() =>
        AssertRefused(() => Hex(new XboxSignaturePolicy { ExtraHeaders = ["X-One"] }, default));

    [Fact]
    public void A_time_before_1601_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => XboxSignaturePreImage.TryWrite(XboxSignaturePolicy.Default, DateTimeOffset.MinValue, default, new byte[100], out _));

    [Fact]
    public void A_negative_body_limit_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new XboxSignaturePolicy { MaxBodyBytes = -1 });

    [Fact]
    public void A_destination_that_is_too_short_gets_nothing()
    {
        byte[] destination = new byte[XboxSignaturePreImage.GetLength(XboxSignaturePolicy.Default, default) - 1];

        Assert.False(XboxSignaturePreImage.TryWrite(XboxSignaturePolicy.Default, s_at, default, destination, out int written));

        Assert.Equal(0, written);
        Assert.All(destination, value => Assert.Equal(0, value));
    }

    private static void AssertRefused(Func<object> write) => Assert.ThrowsAny<ArgumentException>(write);

    private static string Hex(XboxSignaturePolicy policy, XboxSigningInput input)
    {
        byte[] bytes = new byte[XboxSignaturePreImage.GetLength(policy, input)];
        Assert.True(XboxSignaturePreImage.TryWrite(policy, s_at, input, bytes, out int written));
        Assert.Equal(bytes.Length, written);
        return Convert.ToHexString(bytes);
    }
}
