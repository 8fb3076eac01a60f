<?xml version="1.0" encoding="UTF-8"?>
<!-- Leaves images out: guidang records them as dropped by xsltproc.
     usage: guidang -x 'xsltproc drop-images.xsl -' page.html -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:g="urn:guidang:tree:1">
  <xsl:output encoding="UTF-8"/>
  <xsl:template match="@*|node()">
    <xsl:copy><xsl:apply-templates select="@*|node()"/></xsl:copy>
  </xsl:template>
  <xsl:template match="g:image"/>
</xsl:stylesheet>
