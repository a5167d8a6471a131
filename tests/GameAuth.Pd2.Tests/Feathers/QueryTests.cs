using System.Text;

namespace GameAuth.Pd2.Tests;

/// <summary>Query strings as the npm package qs 6 writes them with <c>{ arrayFormat: 'indices', encodeValuesOnly: true }</c>.</summary>
public class QueryTests
{
    [Theory]
    [InlineData("{}", "")]
    [InlineData("""{"$limit":10,"is_ladder":true,"accepted_offer_id":null}""", "$limit=10&is_ladder=true&accepted_offer_id=")]
    [InlineData("""{"$resolve":{"user":{"in_game_account":true}}}""", "$resolve[user][in_game_account]=true")]
    [InlineData(
        """{"item.modifiers":{"$all":[{"$elemMatch":{"name":"max dmg","values.0":{"$gte":1.5}}},{"$elemMatch":{"name":"b"}}]}}""",
        "item.modifiers[$all][0][$elemMatch][name]=max%20dmg&item.modifiers[$all][0][$elemMatch][values.0][$gte]=1.5&item.modifiers[$all][1][$elemMatch][name]=b")]
    [InlineData("""{"a":[],"b":{},"c":""}""", "c=")]
    [InlineData("""{"name":"a&b=c#d?e+f/é"}""", "name=a%26b%3Dc%23d%3Fe%2Bf%2F%C3%A9")]
    [InlineData("""{"a&b":"1"}""", "a%26b=1")]
    public void A_query_is_written_as_qs_does(string json, string query) => Assert.Equal(query, FeathersQuery.Write(Encoding.UTF8.GetBytes(json)));
}
