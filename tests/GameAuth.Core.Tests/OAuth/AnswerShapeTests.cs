using GameAuth.Core.Tests.Wire;
using GameAuth.ProviderContract;
using GameAuth.Providers;

namespace GameAuth.Core.Tests.OAuth;

/// <summary>Every shape of a good answer: an odd member that is not needed costs nothing, and a needed one is a typed error.</summary>
public sealed class AnswerShapeTests
{
    private static readonly ServerUriPolicy Pages = new("xbox", "login.example");

    [Fact]
    public Task Tokens() => AnswerShapes.CheckAsync(
        """
        {"token_type":"bearer","expires_in":3600,"ext_expires_in":3600,"scope":"a b","access_token":"at","refresh_token":"rt","id_token":"it","user_id":"u","foci":"1",
         "error_uri":null,"more":{"list":[{"a":1}]}}
        """,
        ["access_token"],
        static async text =>
        {
            TokenResponse tokens = TokenResult.Read(await Answers.AnswerAsync(text)).Tokens!;
            _ = (tokens.FindText("foci"), tokens.FindSeconds("ext_expires_in"), tokens.FindText("more"), tokens.ToString());

            // Whatever is odd beside it, the rotated token is not lost.
            bool isUntouched = text.Contains("\"refresh_token\":\"rt\"", StringComparison.Ordinal) && text.Split("refresh_token").Length == 2;
            Assert.True(!isUntouched || tokens.RefreshToken?.Reveal() == "rt");
        });

    [Fact]
    public Task A_device_authorization() => AnswerShapes.CheckAsync(
        """
        {"device_code":"dc","user_code":"ABCD","verification_uri":"https://login.example/link","verification_uri_complete":"https://login.example/link?otc=ABCD",
         "expires_in":1800,"interval":7,"message":"x"}
        """,
        ["device_code", "user_code", "verification_uri"],
        static async text => DeviceAuthorization.Read(await Answers.AnswerAsync(text), Pages));
}
