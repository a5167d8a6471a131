using System.Text;

namespace GameAuth.Pd2.Tests;

public class SocketPacketTests
{
    [Theory]
    [InlineData("0", "Connect", "", null, "")]
    [InlineData("0{\"sid\":\"x\"}", "Connect", "", null, "{\"sid\":\"x\"}")]
    [InlineData("0/admin,", "Connect", "/admin", null, "")]
    [InlineData("0/admin", "Connect", "/admin", null, "")]
    [InlineData("0/,", "Connect", "", null, "")]
    [InlineData("1", "Disconnect", "", null, "")]
    [InlineData("2[\"a\"]", "Event", "", null, "[\"a\"]")]
    [InlineData("212[\"a\"]", "Event", "", 12, "[\"a\"]")]
    [InlineData("2/admin,456[\"a\",1]", "Event", "/admin", 456, "[\"a\",1]")]
    [InlineData("30[]", "Ack", "", 0, "[]")]
    [InlineData("32147483647[]", "Ack", "", 2147483647, "[]")]
    [InlineData("4\"no\"", "Error", "", null, "\"no\"")]
    [InlineData("51-[\"a\"]", "BinaryEvent", "", null, "[\"a\"]")]
    [InlineData("52-/admin,23[\"a\"]", "BinaryEvent", "/admin", 23, "[\"a\"]")]
    [InlineData("61-15[1]", "BinaryAck", "", 15, "[1]")]
    public void A_packet_is_taken_apart(string text, string type, string space, int? id, string json)
    {
        Assert.True(SocketPacket.TryRead(Encoding.UTF8.GetBytes(text), out SocketPacket packet));
        Assert.Equal((type, space, id, json), (packet.Type.ToString(), Encoding.UTF8.GetString(packet.Space), packet.Id, Encoding.UTF8.GetString(packet.Json)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("x")]
    [InlineData("5[]")]
    [InlineData("5-[]")]
    [InlineData("5x-[]")]
    [InlineData("32147483648[]")]
    [InlineData("399999999999[]")]
    public void What_is_none_is_refused(string text) => Assert.False(SocketPacket.TryRead(Encoding.UTF8.GetBytes(text), out _));
}
