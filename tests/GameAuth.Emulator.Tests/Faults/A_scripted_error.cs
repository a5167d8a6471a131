using System.Net;
using System.Text.Json;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Faults;

public sealed class A_scripted_error : EmulatorTest
{
    [Fact]
    public async Task Slow_down_is_an_oauth_error_at_the_poll()
    {
        Emulator.Faults.Add(Fault.SlowDown());
        string code = (await Client.ConnectAsync())["device_code"];

        WireAnswer answer = await Client.PollAsync(code);

        Assert.Equal((HttpStatusCode.BadRequest, "slow_down"), (answer.Status, answer["error"]));
        Assert.Equal("authorization_pending", (await Client.PollAsync(code))["error"]);
    }

    [Fact]
    public async Task An_empty_403_is_empty()
    {
        Emulator.Faults.Add(Fault.EmptyForbidden("sisu.authorize"));

        WireAnswer answer = await Client.SisuSignInAsync();

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Empty(answer.Bytes);
    }

    [Theory]
    [InlineData(XErrForm.Number, JsonValueKind.Number)]
    [InlineData(XErrForm.Text, JsonValueKind.String)]
    public async Task An_XErr_in_the_body_is_a_number_or_a_text(XErrForm form, JsonValueKind kind)
    {
        Emulator.Faults.Add(new Fault { At = "xsts", XErr = 2148916238, XErrForm = form, Identity = "xdi" });

        WireAnswer answer = await Client.XstsAsync(XboxFlow.XstsBody("x"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(kind, answer.Json["XErr"]!.GetValueKind());
        Assert.Equal("2148916238", answer.Json["XErr"]!.ToString());
        Assert.Equal("xdi", answer["Identity"]);
        Assert.EndsWith("AddChildToFamily", answer["Redirect"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_XErr_in_a_header_leaves_the_body_empty()
    {
        Emulator.Faults.Add(new Fault { At = "device", XErr = 2148916227, XErrForm = XErrForm.Header, Status = 403 });

        WireAnswer answer = await Client.DeviceAsync();

        Assert.Equal((HttpStatusCode.Forbidden, "2148916227"), (answer.Status, answer.Header("X-Err")));
        Assert.Equal("XSTS error=\"0x8015DC03\"", answer.Header("WWW-Authenticate"));
        Assert.Empty(answer.Bytes);
    }

    [Theory]
    [InlineData(XErrForm.Header, BodyDamage.Html)]
    [InlineData(XErrForm.Number, BodyDamage.Html)]
    [InlineData(XErrForm.Number, BodyDamage.Empty)]
    public async Task An_XErr_may_come_with_a_page_or_with_nothing_instead_of_its_body(XErrForm form, BodyDamage damage)
    {
        Emulator.Faults.Add(new Fault { At = "sisu", XErr = 2148916233, XErrForm = form, Damage = damage });

        WireAnswer answer = await Client.SisuSignInAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(form is XErrForm.Header ? "2148916233" : null, answer.Header("X-Err"));
        Assert.Equal(damage is BodyDamage.Html, answer.Text.StartsWith("<!DOCTYPE html>", StringComparison.Ordinal));
        Assert.Equal(damage is BodyDamage.Empty, answer.Bytes.Length == 0);
    }

    [Fact]
    public async Task A_rate_limit_has_whole_seconds_and_the_documented_body()
    {
        Emulator.Faults.Add(Fault.TooManyRequests("profile", TimeSpan.FromSeconds(12.2)));

        WireAnswer answer = await Client.GetProfileAsync("/users/me/profile/settings", null);

        Assert.Equal((429, "13"), ((int)answer.Status, answer.Header("Retry-After")));
        Assert.Equal("""{"version":1,"currentRequests":13,"maxRequests":10,"periodInSeconds":15,"type":"burst"}""", answer.Text);
    }

    [Fact]
    public async Task A_rate_limit_may_name_a_date_by_the_servers_clock()
    {
        Emulator.ClockSkew = TimeSpan.FromHours(1);
        Emulator.Faults.Add(new Fault { At = "device", Status = 429, RetryAfter = TimeSpan.FromSeconds(30), RetryAfterAsDate = true });

        WireAnswer answer = await Client.DeviceAsync();

        Assert.Equal("Fri, 02 Jan 2026 04:04:35 GMT", answer.Header("Retry-After"));
    }

    [Fact]
    public async Task A_drop_ends_the_connection()
    {
        Emulator.Faults.Add(Fault.DropBefore("device"));

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.DeviceAsync());

        EmulatorEvent dropped = Emulator.Log.Events.Single();
        Assert.Equal((0, "drop before state"), (dropped.Status, dropped.Fault));
        Assert.Empty(dropped.Issued);
    }
}
