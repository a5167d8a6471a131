using GameAuth.Providers;

namespace GameAuth.Core.Tests.Wire;

public sealed class ServerTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("ABCD-EFGH", "ABCD-EFGH")]
    [InlineData("a\r\nb\tc", "a b c")]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b]8;;https://evil.example\u001b\\link", "link")]
    [InlineData("\u009b31mred", "red")]
    [InlineData("\u001bc reset", "reset")]
    [InlineData("\u001b", "")]
    [InlineData("\u001b[", "")]
    [InlineData("a\u202Egpj.exe", "agpj.exe")]
    [InlineData("a\u2066b\u2069c\u200Fd", "abcd")]
    [InlineData("zero\u200Bwidth\uFEFF", "zerowidth")]
    [InlineData("nul\0bell\a", "nulbell")]
    [InlineData("line\u2028para\u2029end", "line para end")]
    [InlineData("\uD83C\uDFAE ok", "\uD83C\uDFAE ok")]
    [InlineData("tag\uDB40\uDC41", "tag")]
    [InlineData("private\uE000", "private")]
    [InlineData("Not\u3164ch\u115F\u1160\uFFA0", "Notch")]
    [InlineData("No\u034Ft\uFE0Fch\u180B\u17B4\uDB40\uDD00", "Notch")]
    [InlineData("soft\u00ADhyphen", "softhyphen")]
    [InlineData("  spaces   collapse  ", "spaces collapse")]
    public void What_a_terminal_would_obey_is_taken_out(string? text, string clean) => Assert.Equal(clean, ServerText.Clean(text));

    [Theory]
    [InlineData("Notch")]
    [InlineData("Emu Ada 2")]
    [InlineData("\u5341\u4E8C\u00FC\uFFFD")]
    public void A_name_is_taken_as_it_came(string name) => Assert.Equal(name, ServerText.NameOrNull(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("No\u200Btch")]
    [InlineData("\u202ENotch")]
    [InlineData("Notch\uE000")]
    [InlineData("Not\u3164ch")]
    [InlineData("Notch ")]
    [InlineData("Emu  Ada")]
    public void A_name_that_would_be_another_s_once_cleaned_is_none(string? name) => Assert.Null(ServerText.NameOrNull(name));

    [Fact]
    public void Unpaired_surrogates_are_taken_out() =>
        Assert.Equal("lone", ServerText.Clean("lone" + (char)0xD83C));

    [Fact]
    public void A_long_text_ends_in_an_ellipsis_and_splits_no_pair()
    {
        Assert.Equal("abcd…", ServerText.Clean("abcdefgh", 5));
        Assert.Equal("abcde", ServerText.Clean("abcde", 5));
        Assert.Equal("abc…", ServerText.Clean("abc\uD83C\uDFAEdef", 5));
    }
}
