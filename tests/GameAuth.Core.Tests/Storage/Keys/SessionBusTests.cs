using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class SessionBusTests : KeyDirectoryTest
{
    [Theory]
    [InlineData("unix:path=/run/user/1000/bus", null, true)]
    [InlineData("", null, false)]
    [InlineData(null, "/nonexistent", false)]
    [InlineData("disabled:", null, false)]
    [InlineData("autolaunch:", null, false)]
    public void A_session_has_a_bus_where_its_variables_say_so(string? address, string? runtime, bool there) =>
        Assert.Equal(there, SessionBus.Diagnose(address, runtime) is null);

    [Fact]
    public void A_session_of_systemd_has_its_bus_in_the_runtime_directory()
    {
        Directory.CreateDirectory(StoreDirectory);
        Assert.NotNull(SessionBus.Diagnose(null, StoreDirectory));
        File.WriteAllText(Path.Combine(StoreDirectory, "bus"), "");
        Assert.Null(SessionBus.Diagnose(null, StoreDirectory));
    }
}
