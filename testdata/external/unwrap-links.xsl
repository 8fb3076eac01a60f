<?xml version="1.0" encoding="UTF-8"?>
<!-- Links become plain text: what they hold stays, in their place. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:guidang:tree:1">
  <xsl:output encoding="UTF-8"/>
  <xsl:template match="@*|node()">
    <xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy>
  </xsl:template>
  <xsl:template match="g:link"><xsl:apply-templates select="node()"/></xsl:template>
</xsl:stylesheet>
